import { type ChildProcess, fork, spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { builtFolder, dropSnapshot, findSnapshot, SERVICE_OPTIONS, snapshotPath } from "./snapshot.js";

export interface ServiceProcess {
  readonly fromSnapshot: boolean;
  readonly pid: number | undefined;
  send(message: object): void;
  end(): void;
}

export interface SpawnOptions {
  readonly log: (line: string) => void;
  readonly onMessage: (message: unknown) => void;
  /** @param started false if the process never came to answer anything: its snapshot did not fit, or it was killed */
  readonly onExit: (reason: string, started: boolean) => void;
}

/** With these a process ends itself; the other signals come from outside, and say nothing of its snapshot. */
const FAULTS: ReadonlySet<NodeJS.Signals> = new Set([
  "SIGABRT",
  "SIGBUS",
  "SIGFPE",
  "SIGILL",
  "SIGSEGV",
  "SIGTRAP",
] as const);

/** Starts the process that `main.ts` is the program of, from a snapshot if there is one that fits. */
export function spawnService({ log, onMessage, onExit }: SpawnOptions): ServiceProcess {
  const snapshot = findSnapshot();
  const child = fork(join(builtFolder(), "types", "main.js"), [], {
    serialization: "advanced",
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    execArgv: [...SERVICE_OPTIONS, ...(snapshot === undefined ? [] : ["--snapshot-blob", snapshot])],
  });
  logLines(child, log);
  let ended = false;
  let answered = false;
  const exit = (reason: string, signal: NodeJS.Signals | null = null): void => {
    if (ended) return;
    ended = true;
    const wasKilled = signal !== null && !FAULTS.has(signal);
    const unfit = snapshot !== undefined && !answered && !wasKilled;
    if (unfit) dropSnapshot(snapshot);
    onExit(reason, answered || !(unfit || wasKilled));
  };
  child.on("message", (message) => {
    answered = true;
    onMessage(message);
  });
  child.on("error", (error) => exit(error.message));
  child.on("exit", (code, signal) => {
    exit(signal === null ? `exit code ${code}` : `signal ${signal}`, signal);
  });
  return {
    fromSnapshot: snapshot !== undefined,
    pid: child.pid,
    send: (message) => {
      // A message to a process that just died is answered by its exit.
      if (child.connected) child.send(message, () => {});
    },
    end: () => {
      ended = true;
      if (child.connected) child.disconnect();
      child.kill("SIGKILL");
      for (const stream of child.stdio) stream?.destroy();
      child.unref();
    },
  };
}

/** Has a snapshot built for the next start, by a process that nobody waits for. */
export function buildSnapshotInBackground(): void {
  if (snapshotPath() === undefined) return;
  const script = join(builtFolder(), "types", "build-snapshot.js");
  spawn(process.execPath, [script], { detached: true, stdio: "ignore", windowsHide: true }).unref();
}

function logLines(child: ChildProcess, log: (line: string) => void): void {
  for (const stream of [child.stdout, child.stderr]) {
    if (stream !== null) createInterface({ input: stream }).on("line", log);
  }
}
