import { dirname, relative } from "node:path";
import { parseArgs } from "node:util";
import { describeFailures, runEach } from "gradbook-kernel/notebook";
import { findLessons, type Lesson, notebooksFolder, solutionsPath } from "../lessons/catalog.js";
import { describeDifferences, differences } from "../lessons/differences.js";
import { readNotebook, writeNotebook } from "../lessons/notebook.js";
import { printProblem, SetupProblem } from "../setup/problem.mjs";
import { runNotebook } from "./run-lesson.js";

/** `npm run lessons:execute`: runs lessons and their solutions, and writes their outputs. */
try {
  const { check, names } = parseOptions(process.argv.slice(2));
  const paths = chosen(findLessons(), names).flatMap((lesson) =>
    [lesson.path, solutionsPath(lesson) ?? []].flat(),
  );
  const said: string[] = [];
  const jobs = paths.map((path) => {
    const name = relative(notebooksFolder, path);
    return {
      name,
      run: async (say: (text: string) => void) => {
        const changes = await execute(path, check, say);
        said.push(changes === "" ? `${name}: the outputs are the same` : `${name}:\n${changes}`);
        if (check && changes !== "") process.exitCode = 1;
      },
    };
  });
  const failures = await runEach(jobs);
  console.log(said.join("\n"));
  if (failures.size > 0) {
    console.error(`\n${describeFailures(failures, jobs)}\nThese notebooks are as they were.`);
    process.exitCode = 1;
  }
} catch (error) {
  printProblem(error);
  process.exitCode = 1;
}

function parseOptions(args: readonly string[]): { check: boolean; names: readonly string[] } {
  try {
    const options = { check: { type: "boolean", default: false } } as const;
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    return { check: values.check, names: positionals };
  } catch {
    throw new SetupProblem(
      `lessons:execute: expected lessons and --check, got ${args.join(" ")}; ` +
        "try npm run lessons:execute -- --help",
    );
  }
}

function chosen(lessons: readonly Lesson[], wanted: readonly string[]): readonly Lesson[] {
  const missing = wanted.find((name) => !lessons.some((lesson) => lesson.name === name));
  if (missing !== undefined) {
    const known = lessons.map((lesson) => lesson.name).join(", ");
    throw new SetupProblem(`lessons:execute: expected a lesson, got ${missing}; try one of ${known}`);
  }
  return wanted.length === 0 ? lessons : lessons.filter((lesson) => wanted.includes(lesson.name));
}

/** Runs a notebook and says in words how its outputs changed. */
async function execute(path: string, check: boolean, say: (text: string) => void): Promise<string> {
  const committed = readNotebook(path);
  const fresh = await runNotebook(committed, {
    directory: dirname(path),
    onCell: (number, count) => say(`cell ${number} of ${count}`),
  });
  if (!check) writeNotebook(path, fresh);
  return describeDifferences(differences(committed, fresh));
}
