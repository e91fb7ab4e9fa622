import { DEEPEST, isTooDeep } from "../wire/json-depth.js";
import { readUtf8, utf8Length, writeUtf8 } from "./bytes.js";
import { jsonPieces } from "./json-pieces.js";

/**
 * The byte format between front and session. One frame is
 *
 *     u32 key | u32 length of what follows | u32 length of the JSON | JSON | binary buffers, end to end
 *
 * where the JSON is `[message, [length of each buffer]]`. Numbers are little-endian. The key is the session's own:
 * what a cell writes into the pipe by mistake does not begin with it.
 */
export interface Frame<T> {
  readonly message: T;
  readonly buffers: readonly Uint8Array[];
}

/** What came through the pipe is no frame; `message` says why. */
export class FrameError extends Error {
  override readonly name = "FrameError";
}

/** A longer frame is refused by both ends. */
const LONGEST = 2 ** 30;
const HEAD = 8;

/** The key of the session that has this secret, which is hexadecimal. */
export function frameKey(secret: string): number {
  return Number.parseInt(secret.slice(0, 8), 16) >>> 0;
}

export function encodeFrame(key: number, message: unknown, buffers: readonly Uint8Array[] = []): Uint8Array {
  const sizes = buffers.map((buffer) => buffer.byteLength);
  const rest = sizes.reduce((sum, size) => sum + size, 0);
  const { frame, end } = begin(key, JSON.stringify([message, sizes]), rest);
  let offset = end;
  for (const buffer of buffers) {
    frame.set(buffer, offset);
    offset += buffer.byteLength;
  }
  return frame;
}

/** A frame whose one buffer is the JSON of `content`. */
export function encodeContent(
  key: number,
  message: unknown,
  content: Readonly<Record<string, unknown>>,
): Uint8Array {
  let size = 0;
  for (const piece of jsonPieces(content)) size += utf8Length(piece);
  const { frame, end } = begin(key, JSON.stringify([message, [size]]), size);
  let offset = end;
  for (const piece of jsonPieces(content)) offset += writeUtf8(piece, frame, offset);
  checkDepth(frame.subarray(end, offset));
  return frame;
}

/** Who reads it would refuse it, and nobody would learn of that. */
function checkDepth(json: Uint8Array): void {
  if (!isTooDeep(json)) return;
  throw new RangeError(`expected data nested at most ${DEEPEST} deep, got more; send it as text`);
}

/** A frame with its JSON and room for `rest` bytes. Written in place: an output of 50 MB is not to be there twice. */
function begin(
  key: number,
  json: string,
  rest: number,
): { readonly frame: Uint8Array; readonly end: number } {
  const length = utf8Length(json);
  if (length + rest > LONGEST) {
    throw new RangeError(
      `expected at most ${LONGEST} bytes in one message, got ${length + rest}; send less at once`,
    );
  }
  const frame = new Uint8Array(HEAD + 4 + length + rest);
  const head = new DataView(frame.buffer);
  head.setUint32(0, key, true);
  head.setUint32(4, 4 + length + rest, true);
  head.setUint32(8, length, true);
  writeUtf8(json, frame, HEAD + 4);
  checkDepth(frame.subarray(HEAD + 4, HEAD + 4 + length));
  return { frame, end: HEAD + 4 + length };
}

/** Puts frames together from the pieces in which a pipe delivers them; no byte is copied twice. */
export class FrameDecoder {
  readonly #key: number;
  readonly #head = new Uint8Array(HEAD);
  #headSize = 0;
  /** What follows the length, as far as it has come. */
  #body: Uint8Array | undefined;
  #bodySize = 0;

  constructor(key: number) {
    this.#key = key;
  }

  /** @throws FrameError for what is no frame; nothing that follows can be read either */
  *push(piece: Uint8Array): Generator<Frame<unknown>> {
    for (let at = 0; at < piece.length; ) {
      if (this.#body === undefined) {
        const taken = piece.subarray(at, at + HEAD - this.#headSize);
        this.#head.set(taken, this.#headSize);
        at += taken.length;
        this.#headSize += taken.length;
        if (this.#headSize < HEAD) break;
        this.#body = new Uint8Array(bodyLength(this.#head, this.#key));
        this.#headSize = 0;
        this.#bodySize = 0;
      }
      const taken = piece.subarray(at, at + this.#body.length - this.#bodySize);
      this.#body.set(taken, this.#bodySize);
      at += taken.length;
      this.#bodySize += taken.length;
      if (this.#bodySize < this.#body.length) break;
      const body = this.#body;
      this.#body = undefined;
      yield parse(body);
    }
  }
}

function bodyLength(head: Uint8Array, key: number): number {
  const view = new DataView(head.buffer);
  if (view.getUint32(0, true) !== key) throw new FrameError("bytes that begin no message");
  const length = view.getUint32(4, true);
  if (length < 4 || length > LONGEST + 4) throw new FrameError(`a message of ${length} bytes`);
  return length;
}

function parse(body: Uint8Array): Frame<unknown> {
  const end = 4 + new DataView(body.buffer).getUint32(0, true);
  if (end > body.length) throw new FrameError("a message that is longer than its frame");
  const json = body.subarray(4, end);
  if (isTooDeep(json)) throw new FrameError("a message that is nested too deep");
  const [message, sizes] = parseJson(json);
  let offset = end;
  const buffers = sizes.map((size) => {
    const start = offset;
    offset += size;
    return body.subarray(start, offset);
  });
  if (offset !== body.length) throw new FrameError("buffers that do not fill their frame");
  return { message, buffers };
}

function parseJson(json: Uint8Array): readonly [message: unknown, sizes: readonly number[]] {
  let value: unknown;
  try {
    value = JSON.parse(readUtf8(json));
  } catch {
    throw new FrameError("a message that is not JSON");
  }
  const [message, sizes] = Array.isArray(value) ? (value as readonly unknown[]) : [];
  if (!Array.isArray(sizes) || !sizes.every((size) => Number.isInteger(size) && size >= 0)) {
    throw new FrameError("a message without the sizes of its buffers");
  }
  return [message, sizes as readonly number[]];
}
