import { DTypeError, ShapeError } from "../errors.js";
import { quoted } from "../given.js";

/** The kinds of number a tensor can hold. */
export type DType = "float32" | "float64" | "int32" | "bool";

/** The dtypes that carry gradients. */
export type FloatDType = "float32" | "float64";

/** The typed array that stores each dtype; bool is one byte per value, 0 or 1. */
export interface ArrayOf {
  float32: Float32Array;
  float64: Float64Array;
  int32: Int32Array;
  bool: Uint8Array;
}

/** Any typed array that a tensor stores its values in. */
export type Values = ArrayOf[DType];

/** The typed arrays of the two float dtypes. */
export type FloatValues = Float32Array | Float64Array;

/** Order of promotion: the result of an operation on two dtypes is the later of the two. */
const promotionOrder: readonly DType[] = ["bool", "int32", "float32", "float64"];

/**
 * The dtype two operands meet in: bool → int32 → float32 → float64, the later wins.
 * An int32 with a float32 gives float32 (as in PyTorch and JAX; NumPy gives float64).
 */
export type Promote<A extends DType, B extends DType> = "float64" extends A | B
  ? "float64"
  : "float32" extends A | B
    ? "float32"
    : "int32" extends A | B
      ? "int32"
      : "bool";

/** The dtype of functions such as exp or mean: float64 stays, everything else becomes float32. */
export type Floating<D extends DType> = D extends "float64" ? "float64" : "float32";

/** The dtype of arithmetic on one operand: bool becomes int32, the rest stays. */
export type Arithmetic<D extends DType> = D extends "bool" ? "int32" : D;

/** Run-time form of {@link Promote}. */
export function promote(a: DType, b: DType): DType {
  return promotionOrder.indexOf(a) >= promotionOrder.indexOf(b) ? a : b;
}

/** Run-time form of {@link Floating}. */
export function floating(dtype: DType): FloatDType {
  return dtype === "float64" ? "float64" : "float32";
}

/** Run-time form of {@link Arithmetic}. */
export function arithmetic(dtype: DType): DType {
  return dtype === "bool" ? "int32" : dtype;
}

/** True for the dtypes that carry gradients. */
export function isFloat(dtype: DType): dtype is FloatDType {
  return dtype === "float32" || dtype === "float64";
}

const arrays = { float32: Float32Array, float64: Float64Array, int32: Int32Array, bool: Uint8Array };

/** A new zero-filled typed array of a dtype. Throws ShapeError when memory does not hold so many values. */
export function allocate<D extends DType>(dtype: D, length: number, where = "tensor"): ArrayOf[D] {
  const Values = arrays[dtype];
  try {
    return new Values(length) as ArrayOf[D];
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const size = Math.round((length * Values.BYTES_PER_ELEMENT) / 1e9);
    throw new ShapeError(
      `${where}: expected no more values than memory holds, got ${length} of ${dtype}, ${size} GB; try a smaller shape`,
    );
  }
}

/** Checks a dtype that came from outside the type system. Throws DTypeError. */
export function checkDType(where: string, dtype: string): asserts dtype is DType {
  if (!(promotionOrder as readonly string[]).includes(dtype)) {
    throw new DTypeError(
      `${where}: expected a dtype of float32, float64, int32 or bool, got ${quoted(dtype)}; try { dtype: "float32" }`,
    );
  }
}

/**
 * A value that somebody wrote, as a dtype holds it. Nothing is lost in silence: int32 takes whole numbers of 32 bits,
 * bool takes true and false, 1 and 0; float32 and float64 take the number nearest to it. Throws DTypeError.
 */
export function written(where: string, value: number | boolean, dtype: DType): number {
  if (typeof value !== "number" && typeof value !== "boolean") {
    throw new DTypeError(`${where}: expected a number, got ${quoted(value)}; try Number(value)`);
  }
  const number = Number(value);
  if (dtype === "int32" && (number | 0) !== number) {
    throw new DTypeError(
      `${where}: expected a whole number from -2147483648 to 2147483647 for int32, got ${number}; try { dtype: "float32" } or .cast("float32")`,
    );
  }
  if (dtype === "bool" && number !== 0 && number !== 1) {
    throw new DTypeError(
      `${where}: expected true or false, 1 or 0 for bool, got ${number}; try { dtype: "float32" } or .cast("float32")`,
    );
  }
  return number;
}
