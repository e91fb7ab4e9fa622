import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** What the folders of these tests begin with, short since sockets are in them. */
export const FOLDER_PREFIX = "gb-";

/** Says in a group's folder which process looks after it. */
const KEEPER = "kept-by";

/** A system account of a learner. */
export interface Account {
  readonly name: string;
  readonly home: string;
}

/** Makes this process the one that looks after a group's folder, and clears it away. */
export function keep(folder: string): void {
  writeFileSync(join(folder, KEEPER), String(process.pid));
}

/** Clears away what runs have left that were cut off: their processes, accounts and folders. */
export async function clearLeftovers(): Promise<void> {
  const accounts = learnersAccounts().filter(({ home }) => isOfTest(home) && !isKept(folderOf(home)));
  const folders = readdirSync(tmpdir())
    .map((name) => join(tmpdir(), name))
    .filter((path) => existsSync(join(path, KEEPER)) && !isKept(path));
  for (const folder of folders) await endProcessesIn(folder);
  for (const account of accounts) await removeAccount(account);
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
}

/** Ends all that a learner still runs, and takes the account away. Its home stays, but for what was mounted there. */
export async function removeAccount({ name, home }: Account): Promise<void> {
  // It does not hear of processes that its learner's own are about to start.
  while (did("pgrep", ["-u", name])) {
    did("pkill", ["-KILL", "-u", name]);
    await sleep(50);
  }
  while (did("mountpoint", ["-q", home])) execFileSync("umount", [home]);
  execFileSync("userdel", [name], { stdio: "ignore" });
}

/** The accounts that `make_account` made on this machine, those of other groups among them. */
export function learnersAccounts(): readonly Account[] {
  return readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .flatMap((line) => {
      const [name = "", , , , comment = "", home = ""] = line.split(":");
      return /^learnerx?-/.test(name) && comment.startsWith("gradbook learner") ? [{ name, home }] : [];
    });
}

function folderOf(home: string): string {
  return dirname(dirname(home));
}

/** Whether a learner of these tests lives there; those of a group that works on this machine do not. */
function isOfTest(home: string): boolean {
  const folder = folderOf(home);
  const isOurs = dirname(folder) === tmpdir() && basename(folder).startsWith(FOLDER_PREFIX);
  return isOurs && basename(dirname(home)) === "homes";
}

function isKept(folder: string): boolean {
  try {
    return existsSync(join("/proc", readFileSync(join(folder, KEEPER), "utf8")));
  } catch {
    return false;
  }
}

/** Ends the hub and the proxy of a group, which work in its folder. */
async function endProcessesIn(folder: string): Promise<void> {
  for (let pids = processesIn(folder); pids.length > 0; pids = processesIn(folder)) {
    for (const pid of pids) did("kill", ["-KILL", pid]);
    await sleep(50);
  }
}

function processesIn(folder: string): readonly string[] {
  return readdirSync("/proc").filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readlinkSync(join("/proc", pid, "cwd")) === folder;
    } catch {
      // It has ended.
      return false;
    }
  });
}

function did(command: string, args: readonly string[]): boolean {
  try {
    execFileSync(command, args, { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
