import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { CHANNELS, type Connection, readConnection } from "../wire/connection.js";
import { freePorts } from "./free-ports.js";
import { KernelClient } from "./kernel-client.js";

export interface StartOptions {
  /** The folder the notebook lives in, and the kernel runs in. */
  readonly directory: string;
  /** The command that starts the kernel; `{connection_file}` in it is replaced. Default: this package's. */
  readonly command?: readonly string[];
  /** Default: the current environment. */
  readonly env?: NodeJS.ProcessEnv;
  /** Takes what the kernel process itself writes: its log. Default: dropped. */
  readonly onLog?: (text: string) => void;
  /** How long the kernel may take to answer, in milliseconds. Default: 30,000. */
  readonly timeout?: number;
  /** Default: `tcp`. */
  readonly transport?: "tcp" | "ipc";
  /** Default: a random key. An empty one means that messages are not signed. */
  readonly key?: string;
}

const OWN_COMMAND = [
  process.execPath,
  fileURLToPath(new URL("../cli.js", import.meta.url)),
  "start",
  "{connection_file}",
];

/** How often the connection file is looked at, in ms. */
const LOOK_MS = 5;

/**
 * Starts a kernel and connects to it.
 *
 * @throws Error when there is no such folder, or the kernel does not answer in time, with what it wrote
 */
export async function startKernel(options: StartOptions): Promise<KernelClient> {
  // Else it would be the program that is not found.
  if (!existsSync(options.directory)) {
    throw new Error(`startKernel: expected a folder, got none at ${options.directory}; try process.cwd()`);
  }
  const end = Date.now() + (options.timeout ?? 30_000);
  const folder = mkdtempSync(join(tmpdir(), "gradbook-kernel-"));
  const file = join(folder, "connection.json");
  const fields = await connectionFields(folder, options);
  writeFileSync(file, JSON.stringify(fields), { mode: 0o600 });
  const [command = "", ...args] = (options.command ?? OWN_COMMAND).map((part) =>
    part.replace("{connection_file}", file),
  );
  const child = spawn(command, args, {
    cwd: options.directory,
    // With JPY_PARENT_PID the kernel ends when this process does, however that happens.
    env: { ...(options.env ?? process.env), JPY_PARENT_PID: String(process.pid) },
    stdio: ["ignore", "pipe", "pipe"],
    windowsHide: true,
  });
  let log = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      log = (log + text).slice(-10_000);
      options.onLog?.(text);
    });
  }
  const ended = new Promise<never>((_, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      rmSync(folder, { recursive: true, force: true });
      reject(new Error(`the kernel ended with ${signal ?? `exit code ${code}`}`));
    });
  });
  let client: KernelClient | undefined;
  try {
    client = new KernelClient(await Promise.race([listening(file, end), ended]), child);
    await Promise.race([client.ready(end - Date.now()), ended]);
    return client;
  } catch (error) {
    client?.close();
    child.kill("SIGKILL");
    await ended.catch(() => {});
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`startKernel: expected the kernel to answer, got: ${reason}\n${log}`.trimEnd());
  }
}

/** What the connection file says at first: of the ports of this package's kernel nothing, it chooses them itself. */
async function connectionFields(
  folder: string,
  { transport = "tcp", key = randomUUID(), command }: StartOptions,
): Promise<Record<string, unknown>> {
  const count = CHANNELS.length;
  // Ports found here may be taken before a kernel has them; but not every kernel can choose.
  const free = command === undefined ? Array<number>(count).fill(0) : await freePorts(count);
  // With ipc, these are the ends of the names of socket files.
  const ports = transport === "tcp" ? free : CHANNELS.map((_, i) => i + 1);
  return {
    transport,
    ip: transport === "tcp" ? "127.0.0.1" : join(folder, "ipc"),
    key,
    signature_scheme: "hmac-sha256",
    kernel_name: "gradbook",
    ...Object.fromEntries(CHANNELS.map((channel, i) => [`${channel}_port`, ports[i]])),
  };
}

/** Reads the connection file as soon as it says which ports the kernel listens at. */
async function listening(file: string, end: number): Promise<Connection> {
  for (;;) {
    const connection = readConnection(file);
    if (Object.values(connection.ports).every((port) => port > 0)) return connection;
    if (Date.now() >= end) throw new Error("no answer");
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}
