import { DataError, OptionError } from "../errors.js";
import { quoted } from "../given.js";
import { type AnyTensor, fromValues } from "../tensor/base.js";
import type { Values } from "../tensor/dtype.js";
import type { Shape } from "../tensor/shape.js";
import { type StoredDType, storedDTypes } from "./safetensors-dtypes.js";

/** Checks that what is to be read are bytes; `load` is what reads a file instead. Throws OptionError. */
export function checkBytes(where: string, bytes: unknown, load: string): asserts bytes is Uint8Array {
  if (ArrayBuffer.isView(bytes)) return;
  const got = typeof bytes === "string" ? quoted(bytes) : Object.prototype.toString.call(bytes).slice(1, -1);
  throw new OptionError(`${where}: expected bytes, got ${got}; try ${load}, or new Uint8Array(buffer)`);
}

/**
 * A tensor from its bytes in a file, as many as its shape has. Throws DataError for a bool that is neither 0 nor 1, and for
 * a 64-bit integer that does not fit into 32 bits.
 */
export function storedTensor(
  where: string,
  bytes: Uint8Array,
  { stored, shape }: { readonly stored: StoredDType; readonly shape: Shape },
): AnyTensor {
  // A copy, as the bytes need not lie where typed arrays want them (a Buffer's slice would not be one).
  const values = stored.read(new Uint8Array(bytes).buffer);
  const isBool = stored.dtype === "bool";
  const wrong = isBool
    ? values.findIndex((value) => value > 1)
    : stored === storedDTypes.I64
      ? values.findIndex(Number.isNaN)
      : -1;
  if (wrong >= 0) {
    const [expected, advice] = isBool
      ? ["0 or 1", "the file is damaged: get it again"]
      : ["integers that fit into 32 bits", "try smaller ones, or float64"];
    throw new DataError(`${where}: expected ${expected}, got another value at index ${wrong}; ${advice}`);
  }
  const data = stored.dtype === "int32" ? Int32Array.from(values) : (values as Values);
  return fromValues(data, shape, stored.dtype);
}
