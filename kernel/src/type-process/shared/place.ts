import { createHash } from "node:crypto";
import { lstatSync, mkdirSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { serviceVersion } from "../snapshot.js";
import type { SharedPlace } from "./generations.js";

/** Longer paths of sockets do not fit into the system's structure for them (104 bytes on macOS, 108 on Linux). */
const LONGEST_PATH = 103;

/** Someone else might read, list or replace what is there. */
const OTHERS = 0o077;
const OTHERS_WRITE = 0o022;
const STICKY = 0o1000;

/**
 * Where this user's kernels meet, if they are to share a service: in `GRADBOOK_RUNTIME_DIR`, else in the runtime folder
 * that the system gives each user, else in one of the user's own among the temporary files.
 * `GRADBOOK_SHARED_TYPES=off` says that they do not share.
 * @param log is told where there is a folder that cannot be trusted
 */
export function sharedPlace(log: (line: string) => void): SharedPlace | undefined {
  if (process.env.GRADBOOK_SHARED_TYPES === "off" || process.getuid === undefined) return undefined;
  const user = process.getuid();
  const folder = runtimeFolder(user);
  const key = createHash("sha256").update(serviceVersion()).digest("hex").slice(0, 16);
  const longest = join(folder, `${key}.999999.9999999.sock`);
  const problem =
    Buffer.byteLength(longest) > LONGEST_PATH
      ? `${folder} is too long a path for sockets`
      : mistrust(folder, user);
  if (problem === undefined) return { folder, key };
  log(`the type service is not shared with other kernels: ${problem}`);
  return undefined;
}

function runtimeFolder(user: number): string {
  const { GRADBOOK_RUNTIME_DIR: chosen, XDG_RUNTIME_DIR: ofUser } = process.env;
  if (chosen) return chosen;
  return ofUser ? join(ofUser, "gradbook") : join(tmpdir(), `gradbook-${user}`);
}

/** Makes the folder if it is not there. @returns why it cannot be trusted */
function mistrust(folder: string, user: number): string | undefined {
  try {
    const above = statSync(dirname(folder));
    const isReplaceable = (above.mode & OTHERS_WRITE) !== 0 && (above.mode & STICKY) === 0;
    if (isReplaceable || (above.uid !== user && above.uid !== 0)) {
      return `others may replace what is in ${dirname(folder)}`;
    }
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") return (error as Error).message;
  }
  const found = lstatSync(folder);
  if (!found.isDirectory()) return `${folder} is no folder`;
  if (found.uid !== user) return `${folder} belongs to another user`;
  return (found.mode & OTHERS) === 0 ? undefined : `${folder} is open to others (chmod 700 mends that)`;
}
