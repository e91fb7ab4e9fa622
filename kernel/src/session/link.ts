import { fstatSync, writeSync } from "node:fs";
import { utf8Length, writeUtf8 } from "../channel/bytes.js";
import { encodeContent, encodeFrame } from "../channel/frames.js";
import { wholeCharacters } from "../channel/json-pieces.js";
import { type Bundle, type ContentMessage, type SessionMessage, TO_FRONT } from "../channel/protocol.js";
import { endSession, sleepForever } from "./end.js";

const FLUSH_BYTES = 64 * 1024;
const FLUSH_MS = 25;
/** A cell that prints on and on without a pause is shown less and less often: its lines stay a few messages also on a
 * machine so busy that they take seconds. */
const FIRST_PATIENCE_MS = 50;
const MOST_PATIENCE_MS = 500;
/** Longer text goes as several messages: neither end then holds copies of all of it. */
const LONGEST = 128 * 1024;

/** The calls are kept from before user code could replace them. */
const later = setTimeout;
const now = performance.now.bind(performance);

/**
 * The session's way to the front. Text is gathered into chunks of at most about 64 KiB or 25 ms, so that
 * 10,000 printed lines are a handful of messages; every other message first sends the text before it.
 */
export class Link {
  readonly #key: number;
  #text = "";
  #cell = 0;
  #name: "stdout" | "stderr" = "stdout";
  #since = 0;
  /** Until then a timer will have fired, unless it was terminated. */
  #due = 0;
  /** How long text waits in a cell that does not yield. */
  #patience = FIRST_PATIENCE_MS;

  /** @param key what the front knows this session's frames by */
  constructor(key: number) {
    this.#key = key;
  }

  text(cell: number, name: "stdout" | "stderr", text: string): void {
    if (text === "") return;
    if (this.#text !== "" && (cell !== this.#cell || name !== this.#name)) this.flush();
    if (this.#text === "") {
      this.#cell = cell;
      this.#name = name;
      this.#since = now();
      // Not one timer each: a cell that never yields would pile them up.
      if (this.#since > this.#due) {
        this.#due = this.#since + FIRST_PATIENCE_MS;
        later(() => this.#onTimer(), FLUSH_MS);
      }
    }
    this.#text += text;
    // A cell that never yields never lets the timer fire.
    if (this.#text.length >= FLUSH_BYTES) this.flush();
    else if (now() - this.#since > this.#patience) {
      this.flush();
      this.#patience = Math.min(1.5 * this.#patience, MOST_PATIENCE_MS);
    }
  }

  #onTimer(): void {
    this.#due = 0;
    this.#patience = FIRST_PATIENCE_MS;
    this.flush();
  }

  flush(): void {
    const text = this.#text;
    this.#text = "";
    for (let start = 0; start < text.length; ) {
      const end = wholeCharacters(text, start + LONGEST);
      const piece = text.slice(start, end);
      start = end;
      const message = { type: "stream", cell: this.#cell, name: this.#name, text: piece };
      toFront(encodeFrame(this.#key, message));
    }
  }

  send(message: Exclude<SessionMessage, ContentMessage>, buffers: readonly Uint8Array[] = []): void {
    const frame = encodeFrame(this.#key, message, buffers);
    this.flush();
    toFront(frame);
  }

  /** Shows something; `more` are the other fields of its content. */
  show(message: ContentMessage, bundle: Bundle, more: Readonly<Record<string, unknown>>): void {
    const content = { data: bundle.data, metadata: bundle.metadata, ...more };
    const frame = encodeContent(this.#key, message, content);
    this.flush();
    toFront(frame);
  }
}

const pause = new Int32Array(new SharedArrayBuffer(4));

/**
 * Writes all bytes. A child process that shares the descriptor may have made it non-blocking, hence EAGAIN.
 * Whether the write was cut by an interrupt does not matter to the frames: on a blocking descriptor one call
 * writes everything.
 */
function write(descriptor: number, bytes: Uint8Array): void {
  let offset = 0;
  while (offset < bytes.length) {
    try {
      offset += writeSync(descriptor, bytes, offset, bytes.length - offset);
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      if (code === "EAGAIN") Atomics.wait(pause, 0, 0, 1);
      else throw error;
    }
  }
}

/** Without its way to the front a session is of no use: the front is gone, or a cell has closed the pipe. */
function toFront(frame: Uint8Array): void {
  try {
    write(TO_FRONT, frame);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EPIPE") endSession();
    // The front sees that the pipe was closed, and says so when it ends the session.
    sleepForever();
  }
}

/** What descriptors 1 and 2 are at the start: a cell may close them, and open a file that gets their number. */
const outputs = ([1, 2] as const).map((descriptor) => ({
  descriptor,
  name: descriptor === 1 ? ("stdout" as const) : ("stderr" as const),
  identity: identityOf(descriptor),
}));

/** Writes a text into the raw outputs. @returns those that are no longer there */
export function writeRaw(text: string): ("stdout" | "stderr")[] {
  const bytes = new Uint8Array(utf8Length(text));
  writeUtf8(text, bytes, 0);
  const missing = outputs.filter(({ descriptor, identity }) => {
    if (identityOf(descriptor) !== identity) return true;
    try {
      write(descriptor, bytes);
      return false;
    } catch {
      return true;
    }
  });
  return missing.map(({ name }) => name);
}

function identityOf(descriptor: number): string {
  try {
    const { dev, ino } = fstatSync(descriptor);
    return `${dev} ${ino}`;
  } catch {
    return "closed";
  }
}
