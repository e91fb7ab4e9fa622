import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

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
 * Every file below a folder in a fixed order, or the file itself.
 *
 * @param {string} path
 * @returns {string[]}
 */
function filesBelow(path) {
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
 * Writes a file so that it is either wholly there or not there at all.
 *
 * @param {string} path
 * @param {string} text
 */
export function writeAtomically(path, text) {
  mkdirSync(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}.new`;
  writeFileSync(temporary, text);
  renameSync(temporary, path);
}

/**
 * The note that a step was finished for these inputs. It is taken away before the step runs and written
 * after its last action, so that a step cut off half way is run again.
 *
 * @param {string} folder
 * @param {string} name
 */
export function stampFor(folder, name) {
  const path = join(folder, name);
  return {
    /** @returns {string | undefined} */
    read: () => (existsSync(path) ? readFileSync(path, "utf8") : undefined),
    clear: () => rmSync(path, { force: true }),
    write: (/** @type {string} */ hash) => writeAtomically(path, hash),
  };
}
