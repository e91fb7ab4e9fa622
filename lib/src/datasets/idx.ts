import { DataError } from "../errors.js";
import { checkOptions } from "../given.js";

/** A parsed IDX file of unsigned bytes. */
export interface IdxArray {
  /** Sizes along each axis, e.g. `[60000, 28, 28]`. */
  readonly shape: readonly number[];
  /** The values, row-major: a view into the file's bytes, not a copy. */
  readonly values: Uint8Array;
}

/** What `parseIdx` is to expect. */
export interface IdxOptions {
  /** The file's name for error messages; default `"IDX data"`. */
  readonly name?: string;
  /** Number of axes: 3 for images, 1 for labels; default: any from 1 to 8. */
  readonly rank?: number;
}

const UNSIGNED_BYTE = 0x08;
const MAX_RANK = 8;

const typeNames: Readonly<Record<number, string>> = {
  9: "int8",
  11: "int16",
  12: "int32",
  13: "float32",
  14: "float64",
};

/**
 * Reads the IDX format, in which MNIST and its relatives are published: two zero bytes, a type byte (8 =
 * unsigned byte, the only one accepted), the number of axes, one big-endian uint32 size per axis, then the
 * values in row-major order.
 *
 * Every bound is checked before anything is read or allocated, so a truncated or hostile file is refused.
 *
 * @param bytes - The whole file, unpacked.
 * @throws DataError when the header is not IDX, the type is not unsigned byte, an axis is of size 0, or the
 * file is shorter or longer than its header says.
 *
 * Source: the format's description by LeCun, Cortes and Burges on the MNIST page.
 *
 * @example
 * ```ts
 * const labels = datasets.parseIdx(new Uint8Array([0, 0, 8, 1, 0, 0, 0, 3, 5, 0, 4]));
 * labels.shape; // [3]
 * Array.from(labels.values); // [5, 0, 4]
 * ```
 */
export function parseIdx(bytes: Uint8Array, options?: IdxOptions): IdxArray {
  const { name = "IDX data", rank } = checkOptions("parseIdx", options, "rank#: 3, name");
  if (bytes.length < 4) {
    throw new DataError(
      `${name}: expected an IDX header of at least 4 bytes, got ${bytes.length} bytes; ` +
        "the file is cut off: fetch it again",
    );
  }
  const [zero0, zero1, type, axes] = bytes as unknown as [number, number, number, number];
  if (zero0 === 0x1f && zero1 === 0x8b) {
    throw new DataError(`${name}: expected an unpacked IDX file, got gzip data; unpack it first`);
  }
  if (zero0 !== 0 || zero1 !== 0) {
    const magic = Array.from(bytes.subarray(0, 4), (byte) => byte.toString(16).padStart(2, "0")).join(" ");
    throw new DataError(
      `${name}: expected an IDX file (two zero bytes first), got the bytes ${magic}; ` +
        "check that this is the right file",
    );
  }
  if (type !== UNSIGNED_BYTE) {
    const got = typeNames[type] ?? `the unknown type ${type}`;
    throw new DataError(`${name}: expected values of type uint8 (8), got ${got}; convert the file to bytes`);
  }
  if (rank !== undefined ? axes !== rank : axes < 1 || axes > MAX_RANK) {
    throw new DataError(
      `${name}: expected ${rank ?? `1 to ${MAX_RANK}`} axes, got ${axes}; ` +
        "check that images and labels are not mixed up",
    );
  }
  const headerBytes = 4 + 4 * axes;
  if (bytes.length < headerBytes) {
    throw new DataError(
      `${name}: expected a header of ${headerBytes} bytes, got ${bytes.length} bytes; ` +
        "the file is cut off: fetch it again",
    );
  }
  const header = new DataView(bytes.buffer, bytes.byteOffset, headerBytes);
  const shape = Array.from({ length: axes }, (_, axis) => header.getUint32(4 + 4 * axis));
  if (shape.includes(0)) {
    throw new DataError(
      `${name}: expected sizes of at least 1, got [${shape.join(", ")}]; the file is empty`,
    );
  }
  // A product of eight 32-bit sizes may exceed 2^53, but then it exceeds every file's length as well.
  const count = shape.reduce((product, size) => product * size, 1);
  if (bytes.length !== headerBytes + count) {
    throw new DataError(
      `${name}: expected ${headerBytes + count} bytes for the shape [${shape.join(", ")}], ` +
        `got ${bytes.length}; the file is damaged: fetch it again`,
    );
  }
  return { shape, values: bytes.subarray(headerBytes) };
}
