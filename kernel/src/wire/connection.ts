import { readFileSync, renameSync, writeFileSync } from "node:fs";

export const CHANNELS = ["shell", "control", "stdin", "iopub", "hb"] as const;
export type Channel = (typeof CHANNELS)[number];

/** The contents of a Jupyter connection file. */
export interface Connection {
  readonly transport: "tcp" | "ipc";
  readonly ip: string;
  readonly key: string;
  /** 0 with tcp: the kernel chooses one, and writes it into the file. */
  readonly ports: Readonly<Record<Channel, number>>;
}

/** Reads a connection file.
 * @throws Error that names the file and what is wrong with it. */
export function readConnection(path: string): Connection {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw new Error(`start: expected a connection file that can be read, got ${path} (${reason(error)})`);
  }
  try {
    return parseConnection(JSON.parse(text));
  } catch (error) {
    throw new Error(`start: expected a Jupyter connection file, got ${path} (${reason(error)})`);
  }
}

/** Writes the ports that were chosen into a connection file, whose other fields stay. Nobody reads half of it. */
export function writePorts(path: string, ports: Connection["ports"]): void {
  const fields = JSON.parse(readFileSync(path, "utf8")) as Record<string, unknown>;
  for (const channel of CHANNELS) fields[`${channel}_port`] = ports[channel];
  const whole = `${path}.${process.pid}`;
  writeFileSync(whole, JSON.stringify(fields), { mode: 0o600 });
  renameSync(whole, path);
}

export function parseConnection(value: unknown): Connection {
  if (typeof value !== "object" || value === null) throw new Error("not a JSON object");
  const fields = value as Record<string, unknown>;
  const text = (name: string, fallback?: string): string => {
    const field = fields[name] ?? fallback;
    if (typeof field !== "string") throw new Error(`${name} is not a string`);
    return field;
  };
  const transport = text("transport", "tcp");
  if (transport !== "tcp" && transport !== "ipc")
    throw new Error(`transport is ${transport}, not tcp or ipc`);
  const scheme = text("signature_scheme", "hmac-sha256");
  if (scheme !== "hmac-sha256") throw new Error(`signature_scheme is ${scheme}, not hmac-sha256`);
  const port = (channel: Channel): number => {
    const number = fields[`${channel}_port`];
    if (typeof number !== "number" || !Number.isInteger(number) || number < 0 || number > 65535) {
      throw new Error(`${channel}_port is not a port`);
    }
    return number;
  };
  return {
    transport,
    ip: text("ip"),
    key: text("key", ""),
    ports: {
      shell: port("shell"),
      control: port("control"),
      stdin: port("stdin"),
      iopub: port("iopub"),
      hb: port("hb"),
    },
  };
}

/** The ZeroMQ address of a channel. */
export function addressOf(connection: Connection, channel: Channel): string {
  const port = connection.ports[channel];
  return connection.transport === "ipc" ? `ipc://${connection.ip}-${port}` : `tcp://${connection.ip}:${port}`;
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
