import { setFlagsFromString } from "node:v8";
import type { Language } from "../cell-contract.js";
import { CHANNELS, readConnection, writePorts } from "../wire/connection.js";
import { watchParent } from "./parent.js";
import { spawnSession } from "./spawn-session.js";

export interface StartOptions {
  /** The notebook's folder. */
  readonly directory: string;
  readonly language: Language;
  /** The file that keeps the history for later sessions. Default: it is not kept. */
  readonly historyPath?: string | undefined;
}

/** Runs a kernel until it is shut down.
 * @throws Error for a connection file or an address in it that cannot be used, and for a time of rest that is none */
export async function startKernel(
  connectionFile: string,
  { directory, language, historyPath }: StartOptions,
): Promise<void> {
  // What the front makes is short-lived and small. A young generation that may not grow keeps it at 25 MB over
  // thousands of cells, where it went to 65.
  setFlagsFromString("--semi-space-growth-factor=1");
  const rest = restFrom(process.env.GRADBOOK_REST);
  const connection = readConnection(connectionFile);
  const log = (line: string): void => void process.stderr.write(`[gradbook-kernel] ${line}\n`);
  // What a first cell waits for starts before what listens to it is loaded, and ZeroMQ last.
  const session = spawnSession(directory);
  const { startTypeService } = await import("../type-process/client.js");
  const types = startTypeService({ directory, language, log });
  const { Kernel } = await import("./kernel.js");
  const kernel = new Kernel({
    ...{ connection, types, session, language, directory, historyPath, log, rest },
    onExit: endProcess,
  });
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

/** How long a kernel has to be out of use before its end is told of, in ms, from seconds in the environment. */
function restFrom(text: string | undefined): number | undefined {
  if (!text) return undefined;
  const seconds = Number(text);
  if (seconds >= 0) return seconds * 1000;
  throw new Error(`GRADBOOK_REST: expected seconds, got ${text}; try GRADBOOK_REST=600`);
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
