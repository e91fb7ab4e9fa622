import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { fileURLToPath } from "node:url";

/** A session's process that nobody has listened to yet. */
export interface SpawnedSession {
  readonly child: ChildProcess;
  /** What its messages and its raw output are told apart by from what cells write into the same pipes. */
  readonly secret: string;
}

const MAIN = fileURLToPath(new URL("../session/main.js", import.meta.url));

/**
 * Starts a session's process. A first cell waits for it longest of all, so the kernel does this before it loads what it
 * listens with; therefore this file loads nothing else.
 */
export function spawnSession(directory: string): SpawnedSession {
  const secret = randomBytes(12).toString("hex");
  const child = spawn(process.execPath, [...nodeFlags(), MAIN, secret], {
    cwd: directory,
    stdio: ["ignore", "pipe", "pipe", "pipe", "pipe", "pipe", "pipe"],
    // A group of its own: Ctrl-C in a terminal reaches the front alone, and the session can be ended
    // together with what it started. On Windows it would open a console window.
    detached: process.platform !== "win32",
    windowsHide: true,
  });
  // Who listens later sees that it has no pid.
  child.on("error", () => {});
  return { child, secret };
}

function nodeFlags(): string[] {
  const flags = [
    // Without it node aborts when a timer's callback is terminated.
    "--no-force-async-hooks-checks",
    // For modules that can be forgotten: see session/modules/local-modules.ts.
    "--experimental-vm-modules",
    // For packages as a file of another folder sees them: see session/modules/resolve-package.ts.
    "--experimental-import-meta-resolve",
    "--disable-warning=ExperimentalWarning",
  ];
  // See session/cell-context.ts. Node 24 and later have it on.
  const frames = "--experimental-async-context-frame";
  if (process.versions.node.startsWith("22.") && process.allowedNodeEnvironmentFlags.has(frames)) {
    flags.push(frames);
  }
  return flags;
}
