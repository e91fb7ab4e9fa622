import { randomUUID } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isAlive } from "./alive.mjs";
import { endRunning } from "./run.mjs";

/** How often the owner of a lock shows that it lives, and how often one who waits looks, in ms. */
const beatMs = 500;

/**
 * Keeps two commands from setting up the same folder at the same time: the second waits for the first.
 *
 * The owner touches its lock twice a second, which other computers on the same network disk see, too. A lock is
 * taken over when its owner is gone from this computer, or when nobody touched it during `silence` looks: then
 * its process number belongs to another program by now, or its computer was switched off. Looks are counted, not
 * time, since a laptop that was asleep lets both go on.
 *
 * @template T
 * @param {string} path
 * @param {{ note: (text: string) => void, work: () => Promise<T>, silence?: number }} options
 * @returns {Promise<T>}
 */
export async function withLock(path, { note, work, silence = 40 }) {
  const own = `${process.pid} ${hostname()} ${randomUUID()}`;
  await take(path, own, { note, silence });
  const release = () => {
    if (read(path) === own) rmSync(path, { force: true });
  };
  const beat = setInterval(() => {
    const now = read(path);
    if (now === own) touch(path);
    else if (now !== undefined) endWithoutLock(path);
  }, beatMs);
  process.once("exit", release);
  try {
    return await work();
  } finally {
    clearInterval(beat);
    process.off("exit", release);
    release();
  }
}

/**
 * @param {string} path
 * @param {string} own what the lock is to say
 * @param {{ note: (text: string) => void, silence: number }} options
 */
async function take(path, own, { note, silence }) {
  let told = false;
  let seen = "";
  let looks = 0;
  while (!tryWrite(path, own)) {
    const lock = read(path);
    const [pid, computer] = lock?.split(" ") ?? [];
    const state = `${lock} ${touched(path)}`;
    looks = state === seen ? looks + 1 : 0;
    seen = state;
    const here = computer === undefined || computer === hostname();
    if ((here && pid && !isAlive(Number(pid))) || looks >= silence) {
      rmSync(path, { recursive: true, force: true });
      // Another who waited may have removed this lock, too, and with it one that was new: look once more.
      if (tryWrite(path, own) && (await sleep(beatMs).then(() => read(path) === own))) return;
      continue;
    }
    const who = `process ${pid || "unknown"}${here ? "" : ` on ${computer}`}`;
    if (!told) note(`Another set-up of this folder is running (${who}); waiting for it. Lock: ${path}`);
    told = true;
    await sleep(beatMs);
  }
}

/**
 * @param {string} path
 * @param {string} own
 * @returns {boolean} false when there is a lock already
 */
function tryWrite(path, own) {
  mkdirSync(dirname(path), { recursive: true });
  try {
    writeFileSync(path, own, { flag: "wx" });
    return true;
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    if (code === "EEXIST") return false;
    // On a full disk the file is there, and empty.
    if (code === "ENOSPC" || code === "EDQUOT") rmSync(path, { force: true });
    throw error;
  }
}

/**
 * Ends a set-up that was held (Ctrl-Z) for so long that another took its place.
 *
 * @param {string} path
 */
function endWithoutLock(path) {
  endRunning();
  console.error(
    `\nset-up: expected to hold ${path}, got that another set-up took it over; try again when that is done`,
  );
  process.exit(1);
}

/** @param {string} path */
function read(path) {
  try {
    return readFileSync(path, "utf8").trim();
  } catch {
    return undefined;
  }
}

/** @param {string} path */
function touched(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs;
}

/** @param {string} path */
function touch(path) {
  const now = new Date();
  try {
    utimesSync(path, now, now);
  } catch {
    // A network that is away for a moment: the next beat tries again.
  }
}
