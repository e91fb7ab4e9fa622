import { setFlagsFromString } from "node:v8";
import type { TypeService } from "../cell-contract.js";
import { startTypeService } from "../types/client.js";
import { readConnection } from "../wire/connection.js";

export interface StartOptions {
  /** The notebook's folder. */
  readonly directory: string;
  /** The file that keeps the history for later sessions. Default: it is not kept. */
  readonly historyPath?: string | undefined;
}

/** Runs a kernel until it is shut down.
 * @throws Error for a connection file that cannot be used */
export async function startKernel(
  connectionFile: string,
  { directory, historyPath }: StartOptions,
): Promise<void> {
  // What the front makes is short-lived and small. A young generation that may not grow keeps it at 25 MB over
  // thousands of cells, where it went to 65.
  setFlagsFromString("--semi-space-growth-factor=1");
  const connection = readConnection(connectionFile);
  const log = (line: string): void => void process.stderr.write(`[gradbook-kernel] ${line}\n`);
  // The slowest to start goes first, then what loads ZeroMQ.
  const types: TypeService = startTypeService({ directory, log });
  const { Kernel } = await import("./kernel.js");
  const onExit = (): never => process.exit(0);
  const kernel = new Kernel({ connection, types, directory, historyPath, log, onExit });
  process.on("SIGINT", () => kernel.interrupt());
  for (const signal of ["SIGTERM", "SIGHUP"] as const) process.on(signal, () => void kernel.shutdown());
  if (process.env.JPY_PARENT_PID !== undefined) watchParent(() => void kernel.shutdown());
  await kernel.start();
}

/** Jupyter sets JPY_PARENT_PID on the kernels it starts; they end when it is gone. */
function watchParent(onGone: () => void): void {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) onGone();
  }, 1000).unref();
}
