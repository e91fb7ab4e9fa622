import { DTypeError } from "../../errors.js";
import { type AnyTensor, asTensor, fromValues, isTensor } from "../../tensor/base.js";
import { allocate, arithmetic, type DType, promote, written } from "../../tensor/dtype.js";
import type { Operand } from "../../tensor/operand.js";
import { castTo } from "./casting.js";

/** A number as a tensor. Throws DTypeError for a number that the dtype does not hold. */
export function constant(where: string, value: number, dtype: DType): AnyTensor {
  return fromValues(allocate(dtype, 1).fill(written(where, value, dtype)), [], dtype);
}

/** Checks that a value is a tensor. Throws DTypeError. */
export function checkTensor(where: string, value: unknown): asserts value is Operand {
  if (!isTensor(value)) {
    const got = value === null ? "null" : Array.isArray(value) ? "an array" : typeof value;
    throw new DTypeError(`${where}: expected a tensor, got ${got}; try tensor(values)`);
  }
}

/** Two operands as tensors of the dtype they meet in, or of the one given. */
export function meet(
  where: string,
  a: number | Operand,
  b: number | Operand,
  toDType?: (met: DType) => DType,
): readonly [AnyTensor, AnyTensor] {
  if (typeof a !== "number") checkTensor(where, a);
  if (typeof b !== "number") checkTensor(where, b);
  const known = typeof a !== "number" ? a.dtype : typeof b !== "number" ? b.dtype : "float32";
  const goal = toDType?.(known) ?? known;
  const x = typeof a === "number" ? constant(where, a, arithmetic(goal)) : asTensor(a);
  const y = typeof b === "number" ? constant(where, b, arithmetic(goal)) : asTensor(b);
  const met = promote(x.dtype, y.dtype);
  const dtype = toDType?.(met) ?? met;
  return [convert(x, dtype), convert(y, dtype)];
}

/** The tensor itself when it has the dtype, else a cast of it. */
export function convert(x: AnyTensor, dtype: DType): AnyTensor {
  return x.dtype === dtype ? x : asTensor(castTo(x, dtype));
}

/** One operand as a tensor of the dtype that an operation works in. Throws DTypeError. */
export function operand(where: string, x: Operand, toDType: (dtype: DType) => DType): AnyTensor {
  checkTensor(where, x);
  return convert(asTensor(x), toDType(x.dtype));
}
