import { DataError, OptionError } from "../errors.js";
import { checkOptions } from "../given.js";
import { transpose } from "../ops/transpose.js";
import { asTensor, isTensor } from "../tensor/base.js";
import type { DType } from "../tensor/dtype.js";
import type { Operand } from "../tensor/operand.js";
import { type Shape, sizeOf } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { storedDTypes } from "./safetensors-dtypes.js";
import { checkBytes, storedTensor } from "./stored-tensor.js";

/** How a file begins: 0x93, then NUMPY. */
const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59] as const;
/** Headers end where this divides. */
const ALIGNMENT = 64;
/** NumPy leaves room for the first size to grow to so many digits. */
const GROWTH_DIGITS = 21;

const written: Readonly<Record<DType, string>> = {
  float64: "<f8",
  float32: "<f4",
  int32: "<i4",
  bool: "|b1",
};

/** NumPy's dtypes without the sign of their byte order, as safetensors calls them. */
const read: Readonly<Record<string, string>> = {
  f8: "F64",
  f4: "F32",
  f2: "F16",
  i8: "I64",
  i4: "I32",
  i2: "I16",
  u2: "U16",
  i1: "I8",
  u1: "U8",
  b1: "BOOL",
};

/**
 * A tensor as the bytes of NumPy's .npy file, which `numpy.load` reads. The bytes are those that `numpy.save` writes for
 * the same array.
 *
 * @throws OptionError for anything but a tensor.
 *
 * Source: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html.
 *
 * @example
 * ```ts
 * const bytes = formats.toNpy(tensor([[1, 2], [3, 4]]));
 * formats.fromNpy(bytes).toArray(); // [[1, 2], [3, 4]]
 * ```
 */
export function toNpy(x: Operand): Uint8Array {
  if (!isTensor(x)) throw new OptionError(`toNpy: expected a tensor, got ${typeof x}; try tensor(…)`);
  const { shape, dtype, data } = asTensor(x);
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(", ");
  const fields = `{'descr': '${written[dtype]}', 'fortran_order': False, 'shape': (${sizes}), }`;
  const room = shape.length === 0 ? 0 : GROWTH_DIGITS - String(shape[0]).length;
  const start = MAGIC.length + 4;
  const used = start + fields.length + room + 1;
  const header = `${fields}${" ".repeat(room + ALIGNMENT - (used % ALIGNMENT))}\n`;
  const bytes = new Uint8Array(start + header.length + data.byteLength);
  bytes.set([...MAGIC, 1, 0, header.length & 0xff, header.length >> 8]);
  bytes.set(new TextEncoder().encode(header), start);
  bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), start + header.length);
  return bytes;
}

/** Options of {@link fromNpy}. */
export interface FromNpyOptions {
  /** The file's name for messages. Default `"npy data"`. */
  readonly name?: string;
}

/** A header, checked. */
interface Header {
  readonly descr: string;
  readonly isFortran: boolean;
  readonly shape: Shape;
  /** Where the values begin. */
  readonly start: number;
}

function readHeader(file: string, bytes: Uint8Array): Header {
  const major = bytes[6] ?? 0;
  if (!MAGIC.every((byte, i) => bytes[i] === byte) || major < 1 || major > 3 || bytes.length < 12) {
    throw new DataError(
      `${file}: expected a file of NumPy's, got one that does not begin so; the file is damaged, or no .npy file`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [length, from] = major === 1 ? [view.getUint16(8, true), 10] : [view.getUint32(8, true), 12];
  const start = from + length;
  const text = start <= bytes.length ? new TextDecoder().decode(bytes.subarray(from, start)) : "";
  const descr = /'descr':\s*'([^']*)'/.exec(text)?.[1];
  const order = /'fortran_order':\s*(True|False)/.exec(text)?.[1];
  const sizes = /'shape':\s*\(([\d,\sL]*)\)/.exec(text)?.[1];
  if (order === undefined || sizes === undefined) {
    throw new DataError(
      `${file}: expected descr, fortran_order and shape in the header, got ${JSON.stringify(text.trim().slice(0, 100))}; the file is cut off or damaged: get it again`,
    );
  }
  if (descr === undefined) {
    throw new DataError(
      `${file}: expected numbers or booleans, got ${JSON.stringify(/'descr':\s*(\[.*?\])/.exec(text)?.[1] ?? text.slice(0, 100))}; try saving each field by itself`,
    );
  }
  const shape = sizes.split(",").flatMap((size) => (size.trim() === "" ? [] : [Number.parseInt(size, 10)]));
  return { descr, isFortran: order === "True", shape, start };
}

/** The same numbers with the bytes of each in the opposite order. */
function swapped(bytes: Uint8Array, size: number): Uint8Array {
  const copy = new Uint8Array(bytes);
  for (let at = 0; at + size <= copy.length; at += size) copy.subarray(at, at + size).reverse();
  return copy;
}

/**
 * Reads the bytes of NumPy's .npy file, in either byte order and memory order. float16 becomes float32, the other integers
 * int32.
 *
 * @throws OptionError for anything but bytes; DataError when the file is cut off or damaged, or holds texts, complex
 * numbers, Python objects (which could run code), 64-bit integers that do not fit into int32.
 *
 * @example
 * ```ts
 * const bytes = formats.toNpy(tensor([[1, 2]])); // or new Uint8Array(await response.arrayBuffer())
 * formats.fromNpy(bytes, { name: "images.npy" }).shape; // [1, 2]
 * ```
 */
export function fromNpy(bytes: Uint8Array, options?: FromNpyOptions): Tensor<Shape, DType> {
  const { name: file = "npy data" } = checkOptions("fromNpy", options, 'name: "images.npy"');
  checkBytes("fromNpy", bytes, "formats.loadNpy(path)");
  const { descr, isFortran, shape, start } = readHeader(file, bytes);
  const stored = storedDTypes[read[descr.slice(1)] ?? ""];
  if (stored === undefined) {
    throw new DataError(
      `${file}: expected a dtype of ${Object.keys(read).join(", ")}, got ${JSON.stringify(descr)}; try array.astype("float32") in Python`,
    );
  }
  const size = sizeOf(shape) * stored.size;
  const own = bytes.subarray(start);
  if (own.length !== size) {
    throw new DataError(
      `${file}: expected ${size} bytes for ${descr} [${shape.join(", ")}], got ${own.length}; the file is cut off or damaged: get it again`,
    );
  }
  const values = descr.startsWith(">") ? swapped(own, stored.size) : own;
  const isTurned = isFortran && shape.length > 1;
  const x = storedTensor(file, values, { stored, shape: isTurned ? [...shape].reverse() : shape });
  return (isTurned ? transpose(x) : x) as Operand as Tensor<Shape, DType>;
}
