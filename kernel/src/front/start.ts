import { setFlagsFromString } from "node:v8";
import type { Language } from "../cell-contract.js";
import { startTypeService } from "../type-process/client.js";
import { CHANNELS, readConnection, writePorts } from "../wire/connection.js";
import { watchParent } from "./parent.js";

export interface StartOptions {
  /** The notebook's folder. */
  readonly directory: string;
  readonly language: Language;
  /** The file that keeps the history for later sessions. Default: it is not kept. */
  readonly historyPath?: string | undefined;
}

/** Runs a kernel until it is shut down.
 * @throws Error for a connection file or an address in it that cannot be used */
export async function startKernel(
  connectionFile: string,
  { directory, language, historyPath }: StartOptions,
): Promise<void> {
  // What the front makes is short-lived and small. A young generation that may not grow keeps it at 25 MB over
  // thousands of cells, where it went to 65.
  setFlagsFromString("--semi-space-growth-factor=1");
  const connection = readConnection(connectionFile);
  const log = (line: string): void => void process.stderr.write(`[gradbook-kernel] ${line}\n`);
  // The slowest to start goes first, then what loads ZeroMQ.
  const types = startTypeService({ directory, language, log });
  const { Kernel } = await import("./kernel.js");
  const kernel = new Kernel({ connection, types, language, directory, historyPath, log, onExit: endProcess });
  process.on("SIGINT", () => kernel.interrupt());
  for (const signal of ["SIGTERM", "SIGHUP"] as const) process.on(signal, () => void kernel.shutdown());
  // Jupyter sets it on the kernels it starts; they end when it is gone.
  if (process.env.JPY_PARENT_PID !== undefined) watchParent(() => void kernel.shutdown());
  try {
    const ports = await kernel.start();
    if (CHANNELS.some((channel) => ports[channel] !== connection.ports[channel])) {
      writePorts(connectionFile, ports);
    }
  } catch (error) {
    await kernel.shutdown();
    throw error;
  }
}

/** Something unforeseen that keeps node alive keeps a kernel that was shut down for so long, in ms. */
const HELD_MS = 500;

/**
 * Lets the process end by itself, now that nothing is left to do: so node takes down its add-ons, and ZeroMQ sends what
 * is still on its way. `process.exit` would end ZeroMQ's thread at once, and on a busy machine the last replies with it.
 */
function endProcess(): void {
  setTimeout(() => process.exit(), HELD_MS).unref();
}
