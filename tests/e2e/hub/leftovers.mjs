import { execFileSync, spawn, spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

/** What the folders of these tests begin with, short since sockets are in them. */
const FOLDER_PREFIX = "gb-";

/** Says in a group's folder which process looks after it. */
const KEEPER = "kept-by";

/**
 * A system account of a learner.
 *
 * @typedef {{ readonly name: string, readonly home: string }} Account
 */

/** Makes a folder for a group, through which its learners go to their homes. */
export function newFolder() {
  const folder = mkdtempSync(join(tmpdir(), FOLDER_PREFIX));
  chmodSync(folder, 0o711);
  return folder;
}

/**
 * Makes a process the one that looks after a group's folder. What is left when that has ended, cut off or not, is cleared
 * away at once by another process, which what ends it does not reach.
 *
 * @param {string} folder
 * @param {number} pid
 */
export function keep(folder, pid = process.pid) {
  writeFileSync(join(folder, KEEPER), String(pid));
  const watcher = fileURLToPath(new URL("watcher.mjs", import.meta.url));
  spawn(process.execPath, [watcher, folder], { detached: true, stdio: "ignore", cwd: "/" }).unref();
}

/** Clears away what runs have left that were cut off, watcher and all. */
export async function clearLeftovers() {
  const homes = learnersAccounts().map(({ home }) => home);
  const folders = readdirSync(tmpdir())
    .map((name) => join(tmpdir(), name))
    .filter((path) => existsSync(join(path, KEEPER)));
  const all = new Set([...homes.filter(isOfTest).map(folderOf), ...folders]);
  for (const folder of all) if (!isKept(folder)) await clearAway(folder);
}

/**
 * Clears away a group: what runs for it, its learners' accounts with what they run, and its folder.
 *
 * @param {string} folder
 */
export async function clearAway(folder) {
  await endProcessesIn(folder);
  const homes = join(folder, "homes");
  for (const account of learnersAccounts()) {
    if (dirname(account.home) === homes) await removeAccount(account);
  }
  rmSync(folder, { recursive: true, force: true });
}

/**
 * Ends all that a learner still runs, and takes the account away. Its home stays, but for what was mounted there.
 *
 * @param {Account} account
 */
export async function removeAccount({ name, home }) {
  // It does not hear of processes that its learner's own are about to start.
  while (processesOf(name).length > 0) {
    did("pkill", ["-KILL", "-u", name]);
    await sleep(50);
  }
  while (did("mountpoint", ["-q", home])) execFileSync("umount", [home]);
  execFileSync("userdel", [name], { stdio: "ignore" });
}

/**
 * The processes of an account.
 *
 * @param {string} name
 * @returns {readonly string[]}
 */
export function processesOf(name) {
  const { stdout } = spawnSync("pgrep", ["-u", name], { encoding: "utf8" });
  return stdout.split("\n").filter((line) => line !== "");
}

/**
 * The accounts that `make_account` made on this machine, those of other groups among them.
 *
 * @returns {readonly Account[]}
 */
export function learnersAccounts() {
  return readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .flatMap((line) => {
      const [name = "", , , , comment = "", home = ""] = line.split(":");
      return /^learnerx?-/.test(name) && comment.startsWith("gradbook learner") ? [{ name, home }] : [];
    });
}

/** @param {string} home */
function folderOf(home) {
  return dirname(dirname(home));
}

/**
 * Whether a learner of these tests lives there; those of a group that works on this machine do not.
 *
 * @param {string} home
 */
function isOfTest(home) {
  const folder = folderOf(home);
  const isOurs = dirname(folder) === tmpdir() && basename(folder).startsWith(FOLDER_PREFIX);
  return isOurs && basename(dirname(home)) === "homes";
}

/**
 * Whether the process that looks after a group's folder is still there.
 *
 * @param {string} folder
 */
export function isKept(folder) {
  try {
    return existsSync(join("/proc", readFileSync(join(folder, KEEPER), "utf8")));
  } catch {
    return false;
  }
}

/**
 * Ends the hub and the proxy of a group, which work in its folder.
 *
 * @param {string} folder
 */
async function endProcessesIn(folder) {
  for (let pids = processesIn(folder); pids.length > 0; pids = processesIn(folder)) {
    for (const pid of pids) did("kill", ["-KILL", pid]);
    await sleep(50);
  }
}

/**
 * @param {string} folder
 * @returns {readonly string[]}
 */
function processesIn(folder) {
  return readdirSync("/proc").filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readlinkSync(join("/proc", pid, "cwd")) === folder;
    } catch {
      // It has ended.
      return false;
    }
  });
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 */
function did(command, args) {
  try {
    execFileSync(command, args, { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
