import { existsSync, lstatSync, mkdirSync, readlinkSync, rmSync, symlinkSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { copyLines } from "./copy-report.mjs";
import { writeAtomically } from "./files.mjs";
import { printProblem, SetupProblem } from "./problem.mjs";
import { thisProject } from "./project.mjs";
import { refreshCopy, resetLesson } from "./working-copy.mjs";

/*
 * `node learner-copy.mjs FOLDER`: brings a learner's copy of the course up to date, before their server starts on a
 * machine that many share. With `--reset LESSON` it puts one lesson back.
 */
try {
  bringUpToDate(process.argv.slice(2));
} catch (error) {
  printProblem(error);
  process.exitCode = 1;
}

/** @param {readonly string[]} args */
function bringUpToDate(args) {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { reset: { type: "string" } },
    allowPositionals: true,
  });
  const [folder, ...rest] = positionals;
  if (folder === undefined || rest.length > 0) {
    throw new SetupProblem(
      `learner-copy: expected one folder, got ${positionals.join(" ") || "none"}; try learner-copy.mjs ~/gradbook`,
    );
  }
  const copy = resolve(folder);
  mkdirSync(copy, { recursive: true });
  withLibrary(copy);
  const command = `node ${fileURLToPath(import.meta.url)} ${copy}`;
  const report = refreshCopy(thisProject.lessons, copy);
  const news = copyLines(report, copy, command);
  // The learner does not see what a server prints before it is up.
  if (news.length > 0) writeAtomically(join(copy, "news.txt"), `${news.join("\n")}\n`);
  if (values.reset === undefined) return;
  const backups = resetLesson(thisProject.lessons, copy, values.reset);
  console.log(`${values.reset} is back to the course's version.`);
  for (const backup of backups) console.log(`  yours is kept in ${backup}`);
}

/**
 * Has the copy's notebooks find the library, wherever the copy lies. A `package.json` says so as well, so that
 * `npm install` of something else leaves the library there.
 *
 * @param {string} copy
 */
function withLibrary(copy) {
  const library = join(thisProject.root, "lib");
  const link = join(copy, "node_modules", "gradbook");
  if (
    lstatSync(link, { throwIfNoEntry: false })?.isSymbolicLink() !== true ||
    readlinkSync(link) !== library
  ) {
    rmSync(link, { force: true, recursive: true });
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(library, link);
  }
  const manifest = join(copy, "package.json");
  if (existsSync(manifest)) return;
  const described = { private: true, dependencies: { gradbook: `file:${library}` } };
  writeAtomically(manifest, `${JSON.stringify(described, undefined, 2)}\n`);
}
