import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/**
 * Keeps two commands from setting up the same folder at the same time: the second waits for the first.
 * A lock whose owner is gone (a set-up that was killed) is taken over.
 *
 * @template T
 * @param {string} path
 * @param {{ note: (text: string) => void, work: () => Promise<T> }} options
 * @returns {Promise<T>}
 */
export async function withLock(path, { note, work }) {
  let told = false;
  while (!tryLock(path)) {
    // A lock without a number may be one that is just being written: look twice.
    const owner = ownerOf(path) ?? (await sleep(500).then(() => ownerOf(path)));
    if (owner === undefined || !isAlive(owner)) {
      rmSync(path, { force: true });
      continue;
    }
    if (!told)
      note(`Another set-up of this folder is running (process ${owner}); waiting for it. Lock: ${path}`);
    told = true;
    await sleep(500);
  }
  const release = () => rmSync(path, { force: true });
  process.once("exit", release);
  try {
    return await work();
  } finally {
    process.off("exit", release);
    release();
  }
}

/** @param {string} path */
function tryLock(path) {
  mkdirSync(dirname(path), { recursive: true });
  try {
    writeFileSync(path, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === "EEXIST") return false;
    throw error;
  }
}

/** @param {string} path */
function ownerOf(path) {
  try {
    const owner = Number.parseInt(readFileSync(path, "utf8"), 10);
    return Number.isNaN(owner) ? undefined : owner;
  } catch {
    return undefined;
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === "EPERM";
  }
}
