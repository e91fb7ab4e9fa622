import { mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { basename, dirname, extname, join, relative } from "node:path";
import { alike, readRecord, traceOf, writeRecord } from "./copy-record.mjs";
import { isThere, move, writeAtomically } from "./files.mjs";
import { bringAnswers } from "./moved-answers.mjs";
import { SetupProblem } from "./problem.mjs";

/**
 * The learner's working copy of the lessons. The rule that everything here keeps: **nothing of the learner's is
 * lost**. A record beside the copies says what was last copied. A file whose work differs from its record (see
 * `traceOf`) is the learner's and stays; one that was only run is updated, and where a byte of it is not the
 * course's, what was there is kept beside it.
 *
 * A lesson is a notebook and the files that bear its name (`xor-by-hand.ipynb`, `xor-by-hand-checks.ts`): they
 * are updated, and leave, together or not at all, so that a notebook never meets another version's checks.
 */

/** What stands beside the lessons and is not copied: the tools, what tests read, and the working copy itself. */
const notLessons = new Set(["tools", "manifest.json", "my-copy"]);
const lessonFiles = new Set([".ipynb", ".ts", ".md", ".json", ".csv", ".svg", ".png"]);

/**
 * @typedef {object} CopyReport
 * @property {string[]} added lessons that are new in the copy
 * @property {string[]} updated lessons the learner had not changed
 * @property {string[]} kept lessons the learner changed, of which the course has a newer version
 * @property {string[]} removed files that left the course and were as the course had them
 * @property {string[]} moved where answers stood that have come along to another lesson
 * @property {string[]} backups where the outputs of updated lessons were kept
 */

/**
 * Brings new lessons in and updates unchanged ones.
 *
 * @param {string} lessons the committed notebooks
 * @param {string} copy the working copy's folder
 * @returns {CopyReport}
 * @throws {SetupProblem} when something else stands where a folder is needed
 */
export function refreshCopy(lessons, copy) {
  const record = readRecord(copy);
  const groups = groupByLesson(listFiles(lessons, ""));
  /** @type {CopyReport} */
  const report = { added: [], updated: [], kept: [], removed: [], moved: [], backups: [] };
  for (const [lesson, files] of groups) {
    const states = files.map((file) => fileState(join(lessons, file), join(copy, file), record[file]));
    if (states.every((state) => state === "same")) {
      for (const file of files) record[file] = traceOf(join(lessons, file)) ?? record[file];
    } else if (states.every((state) => state === "missing")) {
      copyFiles(files, { lessons, copy, record });
      report.moved.push(...files.flatMap((file) => bringAnswers(file, copy)));
      report.added.push(lesson);
    } else if (!states.includes("changed")) {
      for (const [index, file] of files.entries()) {
        if (states[index] === "same") {
          record[file] = traceOf(join(lessons, file));
          continue;
        }
        report.backups.push(...copyFiles([file], { lessons, copy, record }));
        report.moved.push(...bringAnswers(file, copy));
      }
      report.updated.push(lesson);
    } else {
      // Bring what is wholly missing, and leave the rest as the learner has it.
      copyFiles(
        files.filter((_, index) => states[index] === "missing"),
        { lessons, copy, record },
      );
      const newer = files.some((file) => record[file]?.work !== traceOf(join(lessons, file))?.work);
      if (newer) report.kept.push(lesson);
    }
  }
  report.removed = removeGone({ copy, record, groups });
  writeRecord(copy, record);
  return report;
}

/**
 * Puts one lesson back to the course's version. What the learner had is kept beside it.
 *
 * @param {string} lessons
 * @param {string} copy
 * @param {string} name such as "week-1/xor-by-hand"
 * @returns {string[]} where what differed is kept
 * @throws {SetupProblem} when there is no such lesson
 */
export function resetLesson(lessons, copy, name) {
  const wanted = name.replaceAll("\\", "/").replace(/\.ipynb$/, "");
  const groups = groupByLesson(listFiles(lessons, ""));
  const files = groups.get(wanted);
  if (files === undefined) {
    const known = [...groups].filter(([, members]) => members.some((file) => file.endsWith(".ipynb")));
    throw new SetupProblem(
      `--reset: expected a lesson, got ${name}; try one of ${known.map(([lesson]) => lesson).join(", ")}`,
    );
  }
  const record = readRecord(copy);
  const backups = copyFiles(files, { lessons, copy, record });
  writeRecord(copy, record);
  return backups;
}

/**
 * @typedef {Record<string, import("./copy-record.mjs").Trace | undefined>} CopyRecord
 */

/**
 * @param {string} source
 * @param {string} target
 * @param {import("./copy-record.mjs").Trace | undefined} recorded
 * @returns {"missing" | "same" | "unchanged" | "changed"} "same" also when only the learner's outputs differ from
 *   the course's; "unchanged" is an older version that the learner left as it was, or only ran
 */
function fileState(source, target, recorded) {
  if (!isThere(target)) return "missing";
  const own = traceOf(target);
  const newest = traceOf(source);
  if (alike(own, newest)) return "same";
  if (own === undefined || own.work !== recorded?.work) return "changed";
  return own.work === newest?.work && own.bytes !== recorded.bytes ? "same" : "unchanged";
}

/**
 * Takes away what left the course, lesson by lesson: one with anything of the learner's stays as it is.
 *
 * @param {{ copy: string, record: CopyRecord, groups: Map<string, string[]> }} place
 * @returns {string[]} the files that were removed
 */
function removeGone({ copy, record, groups }) {
  const current = new Set([...groups.values()].flat());
  const removed = [];
  for (const files of groupByLesson([...new Set([...current, ...Object.keys(record)])]).values()) {
    const gone = files.filter((file) => !current.has(file));
    const isTheCourses = (/** @type {string} */ file) => {
      const own = traceOf(join(copy, file));
      if (own === undefined) return !isThere(join(copy, file));
      return current.has(file) ? own.work === record[file]?.work : alike(own, record[file]);
    };
    if (!files.every(isTheCourses)) continue;
    for (const file of gone) {
      if (isThere(join(copy, file))) removed.push(file);
      rmSync(join(copy, file), { force: true });
      delete record[file];
    }
  }
  return removed;
}

/**
 * Copies files of the course. What is there and holds a byte that the course did not bring is kept beside.
 *
 * @param {readonly string[]} files
 * @param {{ lessons: string, copy: string, record: CopyRecord }} place
 * @returns {string[]} where it is kept
 */
function copyFiles(files, { lessons, copy, record }) {
  const backups = [];
  for (const file of files) {
    const target = join(copy, file);
    const own = traceOf(target);
    const newest = traceOf(join(lessons, file));
    makeFolder(dirname(target), copy);
    // Written, not copied: a lesson that is read-only can be worked on here. The learner's is moved only when it is.
    const temporary = join(dirname(target), `.${basename(target)}.new`);
    writeAtomically(temporary, readFileSync(join(lessons, file)));
    if (isThere(target) && !alike(own, newest) && !alike(own, record[file])) {
      const backup = freeBackupName(target);
      move(target, backup);
      backups.push(backup);
    }
    move(temporary, target);
    record[file] = newest;
  }
  return backups;
}

/**
 * @param {string} folder
 * @param {string} copy
 */
function makeFolder(folder, copy) {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    if (code !== "EEXIST" && code !== "ENOTDIR") throw error;
    const place = relative(dirname(copy), folder);
    throw new SetupProblem(
      `working copy: expected a folder at ${place}, got a file; try giving that file another name`,
    );
  }
}

/**
 * @param {string} folder
 * @param {string} below path inside the lessons, with forward slashes
 * @returns {string[]}
 */
function listFiles(folder, below) {
  const entries = readdirSync(join(folder, below), { withFileTypes: true });
  return entries
    .filter((entry) => !entry.name.startsWith(".") && !(below === "" && notLessons.has(entry.name)))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = below === "" ? entry.name : `${below}/${entry.name}`;
      if (entry.isDirectory()) return listFiles(folder, path);
      return lessonFiles.has(extname(entry.name)) ? [path] : [];
    });
}

/**
 * @param {readonly string[]} files
 * @returns {Map<string, string[]>} lesson name → its files; a file that belongs to no notebook stands for itself
 */
function groupByLesson(files) {
  const lessons = files.filter((file) => file.endsWith(".ipynb")).map((file) => file.slice(0, -6));
  /** @type {Map<string, string[]>} */
  const groups = new Map();
  for (const file of files) {
    const owners = lessons.filter(
      (lesson) => file.startsWith(lesson) && /^[.-]/.test(file.slice(lesson.length)),
    );
    // Of xor and xor-by-hand the longer name owns xor-by-hand-checks.ts; a notebook is always its own.
    const owner = file.endsWith(".ipynb") ? file.slice(0, -6) : owners.sort((a, b) => b.length - a.length)[0];
    const lesson = owner ?? file;
    groups.set(lesson, [...(groups.get(lesson) ?? []), file]);
  }
  return groups;
}

/** @param {string} path */
function freeBackupName(path) {
  const extension = extname(path);
  const stem = path.slice(0, path.length - extension.length);
  for (let number = 1; ; number++) {
    const candidate = `${stem}-backup-${number}${extension}`;
    if (!isThere(candidate)) return candidate;
  }
}
