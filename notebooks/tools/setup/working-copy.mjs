import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, extname, join } from "node:path";
import { SetupProblem } from "./problem.mjs";
import { writeAtomically } from "./stamp.mjs";

/**
 * The learner's working copy of the lessons. The rule that everything here keeps: **changed work is never
 * overwritten**. A record beside the copies says what was last copied; a file that differs from its record
 * is the learner's.
 *
 * A lesson is a notebook and the files that bear its name (`xor-by-hand.ipynb`, `xor-by-hand-checks.ts`): they
 * are updated together or not at all, so that a notebook never meets another version's checks.
 */

/** What stands beside the lessons and is not copied: the tools, what tests read, and the working copy itself. */
const notLessons = new Set(["tools", "manifest.json", "my-copy"]);
const lessonFiles = new Set([".ipynb", ".ts", ".md", ".json", ".csv", ".svg", ".png"]);
const recordName = ".copied.json";

/**
 * @typedef {object} CopyReport
 * @property {string[]} added lessons that are new in the copy
 * @property {string[]} updated lessons the learner had not changed
 * @property {string[]} kept lessons the learner changed, of which the course has a newer version
 * @property {string[]} removed files that left the course and were unchanged
 */

/**
 * Brings new lessons in and updates unchanged ones.
 *
 * @param {string} lessons the committed notebooks
 * @param {string} copy the working copy's folder
 * @returns {CopyReport}
 */
export function refreshCopy(lessons, copy) {
  const record = readRecord(copy);
  const groups = groupByLesson(listFiles(lessons, ""));
  /** @type {CopyReport} */
  const report = { added: [], updated: [], kept: [], removed: [] };
  for (const [lesson, files] of groups) {
    const states = files.map((file) => fileState(join(lessons, file), join(copy, file), record[file]));
    if (states.every((state) => state === "same")) {
      for (const file of files) record[file] = fingerprint(join(lessons, file));
    } else if (states.every((state) => state === "missing")) {
      copyFiles(files, { lessons, copy, record });
      report.added.push(lesson);
    } else if (!states.includes("changed")) {
      copyFiles(files, { lessons, copy, record });
      report.updated.push(lesson);
    } else {
      // Bring what is wholly missing, and leave the rest as the learner has it.
      copyFiles(
        files.filter((_, index) => states[index] === "missing"),
        { lessons, copy, record },
      );
      const newer = files.some((file) => record[file] !== fingerprint(join(lessons, file)));
      if (newer) report.kept.push(lesson);
    }
  }
  const current = new Set([...groups.values()].flat());
  for (const file of Object.keys(record).filter((name) => !current.has(name))) {
    const path = join(copy, file);
    if (existsSync(path) && fingerprint(path) === record[file]) {
      rmSync(path);
      report.removed.push(file);
    }
    delete record[file];
  }
  writeRecord(copy, record);
  return report;
}

/**
 * Puts one lesson back to the course's version. What the learner had is kept beside it.
 *
 * @param {string} lessons
 * @param {string} copy
 * @param {string} name such as "week-1/xor-by-hand"
 * @returns {string[]} the files that the changed ones were moved to
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
  const backups = [];
  for (const file of files) {
    const path = join(copy, file);
    if (!existsSync(path) || fingerprint(path) === fingerprint(join(lessons, file))) continue;
    const backup = freeBackupName(path);
    renameSync(path, backup);
    backups.push(backup);
  }
  copyFiles(files, { lessons, copy, record });
  writeRecord(copy, record);
  return backups;
}

/**
 * What of a file counts as work: of a notebook its cells' kinds and texts, not the outputs, counters and
 * settings that running or opening it changes; of any other file its bytes.
 *
 * @param {string} path
 */
function fingerprint(path) {
  const bytes = readFileSync(path);
  return createHash("sha256")
    .update(path.endsWith(".ipynb") ? cellTexts(bytes) : bytes)
    .digest("hex");
}

/** @param {Buffer} bytes */
function cellTexts(bytes) {
  try {
    const { cells } = JSON.parse(bytes.toString("utf8"));
    return JSON.stringify(
      cells.map((/** @type {{ cell_type: string, source: string | string[] }} */ cell) => [
        cell.cell_type,
        Array.isArray(cell.source) ? cell.source.join("") : cell.source,
      ]),
    );
  } catch {
    // Not a notebook that can be read, so all of it counts.
    return bytes;
  }
}

/**
 * @param {string} source
 * @param {string} target
 * @param {string | undefined} recorded
 * @returns {"missing" | "same" | "unchanged" | "changed"} "unchanged" is an older version that the learner left as it was
 */
function fileState(source, target, recorded) {
  if (!existsSync(target)) return "missing";
  if (readFileSync(source).equals(readFileSync(target))) return "same";
  const own = fingerprint(target);
  if (own === recorded) return own === fingerprint(source) ? "same" : "unchanged";
  return "changed";
}

/**
 * @param {readonly string[]} files
 * @param {{ lessons: string, copy: string, record: Record<string, string> }} place
 */
function copyFiles(files, { lessons, copy, record }) {
  for (const file of files) {
    const target = join(copy, file);
    mkdirSync(dirname(target), { recursive: true });
    const temporary = join(dirname(target), `.${basename(target)}.new`);
    copyFileSync(join(lessons, file), temporary);
    renameSync(temporary, target);
    record[file] = fingerprint(target);
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
  const stem = path.slice(0, -extension.length);
  for (let number = 1; ; number++) {
    const candidate = `${stem}-backup-${number}${extension}`;
    if (!existsSync(candidate)) return candidate;
  }
}

/**
 * @param {string} copy
 * @returns {Record<string, string>}
 */
function readRecord(copy) {
  const path = join(copy, recordName);
  if (!existsSync(path)) return {};
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    // Without a record every file that differs counts as the learner's.
    return {};
  }
}

/**
 * @param {string} copy
 * @param {Record<string, string>} record
 */
function writeRecord(copy, record) {
  const sorted = Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
  writeAtomically(join(copy, recordName), `${JSON.stringify(sorted, undefined, 2)}\n`);
}
