import { type ChildProcess, fork } from "node:child_process";
import { existsSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

export interface ServiceProcess {
  send(message: object): void;
  end(): void;
}

export interface SpawnOptions {
  readonly log: (line: string) => void;
  readonly onMessage: (message: unknown) => void;
  readonly onExit: (reason: string) => void;
}

/** Starts the process that `main.ts` is the program of. */
export function spawnService({ log, onMessage, onExit }: SpawnOptions): ServiceProcess {
  const child = fork(mainPath(), [], {
    serialization: "advanced",
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    execArgv: ["--max-old-space-size=4096"],
  });
  logLines(child, log);
  let ended = false;
  const exit = (reason: string): void => {
    if (ended) return;
    ended = true;
    onExit(reason);
  };
  child.on("message", onMessage);
  child.on("error", (error) => exit(error.message));
  child.on("exit", (code, signal) => exit(signal === null ? `exit code ${code}` : `signal ${signal}`));
  return {
    send: (message) => {
      // A message to a process that just died is answered by its exit.
      if (child.connected) child.send(message, () => {});
    },
    end: () => {
      ended = true;
      if (child.connected) child.disconnect();
      child.kill("SIGKILL");
    },
  };
}

/** Beside this file; in the built package when this file is read from the source. */
function mainPath(): string {
  const beside = fileURLToPath(new URL("./main.js", import.meta.url));
  return existsSync(beside) ? beside : fileURLToPath(new URL("../../dist/types/main.js", import.meta.url));
}

function logLines(child: ChildProcess, log: (line: string) => void): void {
  for (const stream of [child.stdout, child.stderr]) {
    if (stream !== null) createInterface({ input: stream }).on("line", log);
  }
}
