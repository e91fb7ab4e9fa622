import { dirname, relative } from "node:path";
import { findLessons, type Lesson, notebooksFolder, solutionsPath } from "../lessons/catalog.js";
import { describeDifferences, differences } from "../lessons/differences.js";
import { readNotebook, writeNotebook } from "../lessons/notebook.js";
import { runNotebook } from "./run-lesson.js";

const help = `Runs lessons and their solutions on the kernel, and writes the outputs into the notebooks.

  npm run lessons:execute                          every lesson
  npm run lessons:execute -- week-1/xor-by-hand    one lesson
  npm run lessons:execute -- --check               write nothing; show what would change`;

const args = process.argv.slice(2);
const check = args.includes("--check");
const names = args.filter((arg) => !arg.startsWith("-"));
const unknown = args.filter((arg) => arg.startsWith("-") && arg !== "--check");

if (unknown.length > 0) {
  console.log(help);
  process.exitCode = args.includes("--help") ? 0 : 1;
} else {
  const lessons = findLessons();
  for (const lesson of chosen(lessons, names)) {
    for (const path of [lesson.path, solutionsPath(lesson)]) {
      if (path !== undefined) await execute(path);
    }
  }
}

function chosen(lessons: readonly Lesson[], wanted: readonly string[]): readonly Lesson[] {
  const missing = wanted.find((name) => !lessons.some((lesson) => lesson.name === name));
  if (missing !== undefined) {
    const known = lessons.map((lesson) => lesson.name).join(", ");
    throw new Error(`lessons:execute: expected a lesson, got ${missing}; try one of ${known}`);
  }
  return wanted.length === 0 ? lessons : lessons.filter((lesson) => wanted.includes(lesson.name));
}

async function execute(path: string): Promise<void> {
  const committed = readNotebook(path);
  const fresh = await runNotebook(committed, { directory: dirname(path) });
  const found = differences(committed, fresh);
  const name = relative(notebooksFolder, path);
  if (!check) writeNotebook(path, fresh);
  console.log(
    found.length === 0 ? `${name}: the outputs are the same` : `${name}:\n${describeDifferences(found)}`,
  );
  if (check && found.length > 0) process.exitCode = 1;
}
