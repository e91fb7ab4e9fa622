import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { writeAtomically } from "./files.mjs";

/**
 * A hash over strings and over the contents of files and folders. Hidden files and build output are left
 * out, and a missing file counts as missing rather than failing.
 *
 * @param {{ values?: readonly string[], paths?: readonly string[] }} inputs
 * @returns {string}
 */
export function hashInputs({ values = [], paths = [] }) {
  const hash = createHash("sha256");
  for (const value of values) hash.update(`value ${value}\n`);
  for (const path of paths) {
    for (const file of filesBelow(path)) {
      hash.update(`file ${file.slice(path.length)}\n`);
      hash.update(createHash("sha256").update(readFileSync(file)).digest());
    }
  }
  return hash.digest("hex");
}

/**
 * Every file below a folder in a fixed order, or the file itself; hidden files and build output are left out.
 *
 * @param {string} path
 * @returns {string[]}
 */
export function filesBelow(path) {
  if (!existsSync(path)) return [];
  let entries;
  try {
    entries = readdirSync(path, { withFileTypes: true });
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === "ENOTDIR") return [path];
    throw error;
  }
  return entries
    .filter((entry) => !entry.name.startsWith(".") && entry.name !== "node_modules" && entry.name !== "dist")
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) =>
      entry.isDirectory() ? filesBelow(join(path, entry.name)) : [join(path, entry.name)],
    );
}

/**
 * @typedef {object} Stamp
 * @property {string} inputs the hash of what the step's result depends on
 * @property {readonly string[]} made the files and folders it made
 */

/**
 * The note that a step was finished for these inputs, and what it made. It is taken away before the step runs and
 * written after its last action, so that a step cut off half way is run again.
 *
 * @param {string} folder
 * @param {string} name
 */
export function stampFor(folder, name) {
  const path = join(folder, name);
  return {
    /** @returns {Stamp | undefined} */
    read() {
      if (!existsSync(path)) return undefined;
      const [inputs = "", ...made] = readFileSync(path, "utf8").split("\n");
      // The stamps of earlier versions do not say what was made.
      return made.length === 0 ? undefined : { inputs, made: made.filter((line) => line !== "") };
    },
    clear: () => rmSync(path, { force: true }),
    write: (/** @type {Stamp} */ { inputs, made }) => writeAtomically(path, [inputs, ...made, ""].join("\n")),
  };
}
