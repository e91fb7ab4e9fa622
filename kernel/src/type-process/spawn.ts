import { type ChildProcess, type ForkOptions, fork, spawn } from "node:child_process";
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

/** A process that `main.ts` is the program of. */
export interface Started {
  readonly child: ChildProcess;
  readonly fromSnapshot: boolean;
  /**
   * Tells of its end before it came to say anything. A snapshot that may be the reason is thrown away.
   * @returns whether the program itself is to blame
   */
  failed(signal: NodeJS.Signals | null): boolean;
}

/** Starts the process, from a snapshot if there is one that fits. */
export function startProcess(args: readonly string[], options: ForkOptions): Started {
  const snapshot = findSnapshot();
  const child = fork(join(builtFolder(), "type-process", "main.js"), args, {
    ...options,
    serialization: "advanced",
    execArgv: [...SERVICE_OPTIONS, ...(snapshot === undefined ? [] : ["--snapshot-blob", snapshot])],
  });
  return {
    child,
    fromSnapshot: snapshot !== undefined,
    failed: (signal) => {
      const wasKilled = signal !== null && !FAULTS.has(signal);
      const unfit = snapshot !== undefined && !wasKilled;
      if (unfit) dropSnapshot(snapshot);
      return !(unfit || wasKilled);
    },
  };
}

/** Starts a service for this kernel alone. */
export function spawnService({ log, onMessage, onExit }: TransportEvents): ServiceProcess {
  const { child, fromSnapshot, failed } = startProcess([], { stdio: ["ignore", "pipe", "pipe", "ipc"] });
  logLines(child, log);
  let ended = false;
  let answered = false;
  const exit = (reason: string, signal: NodeJS.Signals | null = null): void => {
    if (ended) return;
    ended = true;
    onExit(reason, answered || failed(signal));
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
    fromSnapshot,
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
