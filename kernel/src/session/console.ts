import { Console } from "node:console";
import { Writable } from "node:stream";
import { StringDecoder } from "node:string_decoder";
import type { Link } from "./link.js";

type WriteCallback = (error?: Error | null) => void;

/** A stdout or stderr whose text goes to the cell that wrote it. */
class CellStream extends Writable {
  readonly isTTY = false;
  readonly fd: number;
  readonly #sink: (text: string) => void;
  readonly #decoder = new StringDecoder("utf8");

  constructor(fd: number, sink: (text: string) => void) {
    super({ decodeStrings: false });
    this.fd = fd;
    this.#sink = sink;
  }

  /** Straight to the link: the queue of a Writable would only delay text past the end of its cell. */
  override write(chunk: unknown, encoding?: BufferEncoding | WriteCallback, done?: WriteCallback): boolean {
    if (typeof chunk === "string") this.#sink(chunk);
    else if (chunk instanceof Uint8Array) {
      this.#sink(this.#decoder.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)));
    } else {
      throw new TypeError(`process.stdout.write: expected a string or Uint8Array, got ${typeof chunk}`);
    }
    const callback = typeof encoding === "function" ? encoding : done;
    if (callback !== undefined) queueMicrotask(() => callback());
    return true;
  }

  /** As with the real stdout, ending it does not close it: later cells print, too. */
  override end(chunk?: unknown): this {
    if (typeof chunk === "string" || chunk instanceof Uint8Array) this.write(chunk);
    return this;
  }

  override destroy(): this {
    return this;
  }
}

/** The least stream that a Console accepts. */
class Sink extends Writable {
  readonly #sink: (text: string) => void;

  constructor(sink: (text: string) => void) {
    super({ decodeStrings: false });
    this.#sink = sink;
  }

  override write(text: unknown): boolean {
    this.#sink(String(text));
    return true;
  }
}

/** Makes console, process.stdout and process.stderr write to the cell that `current` names. */
export function captureConsole(link: Link, current: () => number): void {
  const sinks = {
    stdout: (text: string) => link.text(current(), "stdout", text),
    stderr: (text: string) => link.text(current(), "stderr", text),
  };
  const streams = { stdout: new CellStream(1, sinks.stdout), stderr: new CellStream(2, sinks.stderr) };
  for (const [name, value] of Object.entries(streams)) {
    Object.defineProperty(process, name, { configurable: true, enumerable: true, get: () => value });
  }
  // The inspector wraps the console that node made and would keep what is printed; a new one it leaves alone.
  // It writes without callbacks, which would pile up in a cell that never yields.
  const console = new Console({
    stdout: new Sink(sinks.stdout),
    stderr: new Sink(sinks.stderr),
    colorMode: false,
    ignoreErrors: false,
  });
  Object.defineProperty(globalThis, "console", { configurable: true, writable: true, value: console });
}
