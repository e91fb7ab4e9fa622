import { lstatSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/**
 * Whether anything has this name: a file, a folder, or a link, also one that leads nowhere.
 *
 * @param {string} path
 */
export function isThere(path) {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch (error) {
    // A file stands where its folder would be.
    if (/** @type {NodeJS.ErrnoException} */ (error).code === "ENOTDIR") return false;
    throw error;
  }
}

/**
 * Writes a file so that it is either wholly there or not there at all.
 *
 * @param {string} path
 * @param {string | Uint8Array} data
 */
export function writeAtomically(path, data) {
  mkdirSync(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}.new`;
  try {
    writeFileSync(temporary, data);
    move(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/**
 * Renames a file or folder; a file that has the new name is replaced. Windows refuses that for as long as a virus
 * scanner reads one of them: there it is tried again, for two seconds.
 *
 * @param {string} from
 * @param {string} to
 * @param {{ rename?: typeof renameSync, platform?: NodeJS.Platform }} [system] what tests put in its place
 */
export function move(from, to, { rename = renameSync, platform = process.platform } = {}) {
  for (let tries = 1; ; tries++) {
    try {
      rename(from, to);
      return;
    } catch (error) {
      const { code = "" } = /** @type {NodeJS.ErrnoException} */ (error);
      if (platform !== "win32" || tries === 20 || !["EACCES", "EBUSY", "EPERM"].includes(code)) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
    }
  }
}
