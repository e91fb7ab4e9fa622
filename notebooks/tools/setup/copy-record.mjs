import { createHash } from "node:crypto";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { isThere, writeAtomically } from "./files.mjs";
import { SetupProblem } from "./problem.mjs";

/** What the course last brought into a working copy, file by file: `.copied.json` beside the lessons. */

/**
 * What is remembered of a file.
 *
 * @typedef {object} Trace
 * @property {string} work a hash of what counts as work: of a notebook its cells' kinds, texts and attached
 *   pictures, not the outputs, counters and settings that running or opening it changes; of any other file its bytes
 * @property {string} [bytes] a hash of every byte; records of earlier versions lack it
 */

const recordName = ".copied.json";

/**
 * @param {string} path
 * @returns {Trace | undefined} undefined when there is no file there
 */
export function traceOf(path) {
  if (!isThere(path) || !statSync(path, { throwIfNoEntry: false })?.isFile()) return undefined;
  const bytes = readFileSync(path);
  return { work: hash(path.endsWith(".ipynb") ? cellTexts(bytes) : bytes), bytes: hash(bytes) };
}

/**
 * Whether two files are the same to the last byte.
 *
 * @param {Trace | undefined} a
 * @param {Trace | undefined} b
 */
export function alike(a, b) {
  return a?.bytes !== undefined && a.bytes === b?.bytes;
}

/**
 * @param {string} copy
 * @returns {Record<string, Trace | undefined>}
 */
export function readRecord(copy) {
  const path = join(copy, recordName);
  if (!existsSync(path)) return {};
  if (!statSync(path).isFile()) {
    throw new SetupProblem(
      `working copy: expected a file at ${path}, got something else; try giving that another name`,
    );
  }
  /** @type {unknown} */
  let raw;
  try {
    raw = JSON.parse(readFileSync(path, "utf8"));
  } catch {
    // Without a record every file that differs counts as the learner's.
  }
  if (typeof raw !== "object" || raw === null) return {};
  return Object.fromEntries(Object.entries(raw).map(([file, trace]) => [file, asTrace(trace)]));
}

/**
 * @param {string} copy
 * @param {Record<string, Trace | undefined>} record
 */
export function writeRecord(copy, record) {
  const sorted = Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
  writeAtomically(join(copy, recordName), `${JSON.stringify(sorted, undefined, 2)}\n`);
}

/**
 * @param {unknown} value
 * @returns {Trace | undefined}
 */
function asTrace(value) {
  if (typeof value === "string") return { work: value };
  if (typeof value !== "object" || value === null) return undefined;
  const { work, bytes } = /** @type {Record<string, unknown>} */ (value);
  if (typeof work !== "string") return undefined;
  return typeof bytes === "string" ? { work, bytes } : { work };
}

/** @param {string | Buffer} data */
function hash(data) {
  return createHash("sha256").update(data).digest("hex");
}

/** @param {Buffer} bytes */
function cellTexts(bytes) {
  try {
    const { cells } = JSON.parse(bytes.toString("utf8"));
    return JSON.stringify(
      cells.map(
        (/** @type {{ cell_type: string, source: string | string[], attachments?: object }} */ cell) => [
          cell.cell_type,
          Array.isArray(cell.source) ? cell.source.join("") : cell.source,
          // Only where there are some: most cells have none, and the records of earlier versions knew none.
          ...(Object.keys(cell.attachments ?? {}).length > 0 ? [cell.attachments] : []),
        ],
      ),
    );
  } catch {
    // Not a notebook that can be read, so all of it counts.
    return bytes;
  }
}
