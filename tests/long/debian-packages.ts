import { execFile } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";

/** Seconds that somebody else on the machine, who installs as well, is waited for. */
const PATIENCE = 600;

/**
 * Installs packages of Debian's, as root. While another installs, it waits.
 *
 * @throws Error with what apt-get said
 */
export async function installDebianPackages(packages: readonly string[]): Promise<void> {
  const until = performance.now() + PATIENCE * 1000;
  // Its option for that, below, holds for what it installs, but not for its lists.
  for (;;) {
    try {
      await aptGet("update", "-qq");
      break;
    } catch (error) {
      if (!isLocked(error) || performance.now() > until) throw error;
      await sleep(500);
    }
  }
  const lock = `DPkg::Lock::Timeout=${PATIENCE}`;
  await aptGet("install", "-y", "-qq", "--no-install-recommends", "-o", lock, ...packages);
}

/** Whether apt-get refused since another holds what it works on. */
export function isLocked(error: unknown): boolean {
  return /^E: Could not get lock .* It is held by process/m.test(String(error));
}

async function aptGet(...args: readonly string[]): Promise<void> {
  // Untranslated, since a word of it is looked for.
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive", LC_ALL: "C" };
  await promisify(execFile)("apt-get", args, { env, maxBuffer: 64 * 1024 * 1024 });
}
