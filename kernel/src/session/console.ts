import { Console } from "node:console";
import { Writable } from "node:stream";
import { StringDecoder } from "node:string_decoder";
import { types } from "node:util";
import { ownBytes } from "../channel/bytes.js";
import type { Link } from "./link.js";
import { cellsGlobal, functionForCells } from "./realm/cells-realm.js";

const { isUint8Array } = types;

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
    else if (isUint8Array(chunk)) {
      const { buffer, byteOffset, byteLength } = ownBytes(chunk);
      this.#sink(this.#decoder.write(Buffer.from(buffer, byteOffset, byteLength)));
    } else {
      throw new TypeError(`process.stdout.write: expected a string or Uint8Array, got ${typeof chunk}`);
    }
    const callback = typeof encoding === "function" ? encoding : done;
    if (callback !== undefined) queueMicrotask(() => callback());
    return true;
  }

  /** As with the real stdout, ending it does not close it: later cells print, too. */
  override end(chunk?: unknown): this {
    if (typeof chunk === "string" || isUint8Array(chunk)) this.write(chunk);
    return this;
  }

  override destroy(): this {
    return this;
  }
}

/** What a session does with the console. */
export interface CapturedConsole {
  /** How many groups are open. */
  groups(): number;
  /** Closes groups until so many are open: a cell that threw closed none of its own. */
  closeGroups(left: number): void;
}

/** Makes console, process.stdout and process.stderr write to the cell that `current` names. */
export function captureConsole(link: Link, current: () => number): CapturedConsole {
  const streams = {
    stdout: new CellStream(1, (text) => link.text(current(), "stdout", text)),
    stderr: new CellStream(2, (text) => link.text(current(), "stderr", text)),
  };
  for (const [name, value] of Object.entries(streams)) {
    Object.defineProperty(process, name, { configurable: true, enumerable: true, get: () => value });
  }
  // The inspector wraps the console that node made and would keep what is printed; a new one it leaves alone. It
  // prints by the `write` that the streams have then: what replaces `process.stdout.write` gets to see it.
  const console = new Console({ ...streams, colorMode: false, ignoreErrors: false });
  Object.defineProperty(cellsGlobal, "console", { configurable: true, writable: true, value: console });
  return countGroups(console);
}

function countGroups(console: Console): CapturedConsole {
  let open = 0;
  const { groupEnd } = console;
  for (const name of ["group", "groupCollapsed"] as const) {
    const begin = console[name];
    console[name] = functionForCells((...label: unknown[]) => {
      open++;
      begin(...label);
    });
  }
  const end = (): void => {
    open = Math.max(0, open - 1);
    groupEnd();
  };
  console.groupEnd = functionForCells(end);
  return {
    groups: () => open,
    closeGroups(left) {
      while (open > left) end();
    },
  };
}
