import { jsonPieces } from "./json-pieces.js";

/**
 * The byte format between front and session. One frame is
 *
 *     u32 length of what follows | u32 length of the JSON | JSON | binary buffers, end to end
 *
 * where the JSON is `[message, [length of each buffer]]`. Numbers are little-endian.
 */
export interface Frame<T> {
  readonly message: T;
  readonly buffers: readonly Uint8Array[];
}

export function encodeFrame(message: unknown, buffers: readonly Uint8Array[] = []): Buffer {
  const json = JSON.stringify([message, buffers.map((buffer) => buffer.byteLength)]);
  const length = Buffer.byteLength(json);
  const rest = buffers.reduce((sum, buffer) => sum + buffer.byteLength, 0);
  // Written in place: an output of 50 MB is not to be there twice.
  const frame = Buffer.allocUnsafe(8 + length + rest);
  frame.writeUInt32LE(4 + length + rest, 0);
  frame.writeUInt32LE(length, 4);
  frame.write(json, 8);
  let offset = 8 + length;
  for (const buffer of buffers) {
    frame.set(buffer, offset);
    offset += buffer.byteLength;
  }
  return frame;
}

/** A frame whose one buffer is the JSON of `content`. */
export function encodeContent(message: unknown, content: Readonly<Record<string, unknown>>): Buffer {
  let size = 0;
  for (const piece of jsonPieces(content)) size += Buffer.byteLength(piece);
  const json = JSON.stringify([message, [size]]);
  const length = Buffer.byteLength(json);
  const frame = Buffer.allocUnsafe(8 + length + size);
  frame.writeUInt32LE(4 + length + size, 0);
  frame.writeUInt32LE(length, 4);
  let offset = 8 + frame.write(json, 8);
  for (const piece of jsonPieces(content)) offset += frame.write(piece, offset);
  return frame;
}

/** Puts frames together from the pieces in which a pipe delivers them; no byte is copied twice. */
export class FrameDecoder<T> {
  readonly #head = Buffer.alloc(4);
  #headSize = 0;
  /** What follows the length, as far as it has come. */
  #body: Buffer | undefined;
  #bodySize = 0;

  push(piece: Buffer): Frame<T>[] {
    const frames: Frame<T>[] = [];
    for (let at = 0; at < piece.length; ) {
      if (this.#body === undefined) {
        const copied = piece.copy(this.#head, this.#headSize, at);
        at += copied;
        this.#headSize += copied;
        if (this.#headSize < 4) break;
        this.#body = Buffer.allocUnsafe(this.#head.readUInt32LE(0));
        this.#headSize = 0;
        this.#bodySize = 0;
      }
      const copied = piece.copy(this.#body, this.#bodySize, at);
      at += copied;
      this.#bodySize += copied;
      if (this.#bodySize < this.#body.length) break;
      frames.push(parse<T>(this.#body));
      this.#body = undefined;
    }
    return frames;
  }
}

function parse<T>(body: Buffer): Frame<T> {
  const end = 4 + body.readUInt32LE(0);
  const [message, sizes] = JSON.parse(body.toString("utf8", 4, end)) as [T, number[]];
  let offset = end;
  const buffers = sizes.map((size) => {
    const start = offset;
    offset += size;
    return body.subarray(start, offset);
  });
  return { message, buffers };
}
