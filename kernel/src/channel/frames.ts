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
  const json = Buffer.from(JSON.stringify([message, buffers.map((buffer) => buffer.byteLength)]));
  const head = Buffer.allocUnsafe(8);
  const rest = buffers.reduce((sum, buffer) => sum + buffer.byteLength, 0);
  head.writeUInt32LE(4 + json.length + rest, 0);
  head.writeUInt32LE(json.length, 4);
  return Buffer.concat([head, json, ...buffers]);
}

/** Puts frames together from the pieces in which a pipe delivers them. */
export class FrameDecoder<T> {
  #pieces: Buffer[] = [];
  #size = 0;

  push(piece: Buffer): Frame<T>[] {
    this.#pieces.push(piece);
    this.#size += piece.length;
    const frames: Frame<T>[] = [];
    for (;;) {
      const length = this.#size >= 4 ? this.#gather(4).readUInt32LE(0) : Number.POSITIVE_INFINITY;
      if (this.#size < 4 + length) return frames;
      const bytes = this.#gather(4 + length);
      this.#pieces[0] = bytes.subarray(4 + length);
      this.#size -= 4 + length;
      frames.push(parse<T>(bytes.subarray(4, 4 + length)));
    }
  }

  /** Makes the first piece hold at least `size` bytes and returns it. */
  #gather(size: number): Buffer {
    let first = this.#pieces[0] ?? Buffer.alloc(0);
    if (first.length < size) {
      first = Buffer.concat(this.#pieces);
      this.#pieces = [first];
    }
    return first;
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
