import { type ChildProcess, fork, spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { ServiceAnswer } from "../types/messages.js";
import type { ServiceTransport, TransportEvents } from "../types/transport.js";
import { builtFolder, dropSnapshot, findSnapshot, SERVICE_OPTIONS, snapshotPath } from "./snapshot.js";

export interface ServiceProcess extends ServiceTransport {
  readonly fromSnapshot: boolean;
  readonly isEnded: boolean;
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
export function spawnService({ log, onMessage, onExit }: TransportEvents): ServiceProcess {
  const snapshot = findSnapshot();
  const child = fork(join(builtFolder(), "type-process", "main.js"), [], {
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
    onMessage(message as ServiceAnswer);
  });
  child.on("error", (error) => exit(error.message));
  child.on("exit", (code, signal) => {
    exit(signal === null ? `exit code ${code}` : `signal ${signal}`, signal);
  });
  return {
    fromSnapshot: snapshot !== undefined,
    pid: child.pid,
    get isEnded() {
      return ended;
    },
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
  const script = join(builtFolder(), "type-process", "build-snapshot.js");
  spawn(process.execPath, [script], { detached: true, stdio: "ignore", windowsHide: true }).unref();
}

function logLines(child: ChildProcess, log: (line: string) => void): void {
  for (const stream of [child.stdout, child.stderr]) {
    if (stream !== null) createInterface({ input: stream }).on("line", log);
  }
}
