import { DTypeError } from "../errors.js";

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

/** A new zero-filled typed array of a dtype. */
export function allocate(dtype: DType, length: number): Values {
  switch (dtype) {
    case "float32":
      return new Float32Array(length);
    case "float64":
      return new Float64Array(length);
    case "int32":
      return new Int32Array(length);
    case "bool":
      return new Uint8Array(length);
  }
}

/** Checks a dtype that came from outside the type system. Throws DTypeError. */
export function checkDType(where: string, dtype: string): asserts dtype is DType {
  if (!(promotionOrder as readonly string[]).includes(dtype)) {
    throw new DTypeError(
      `${where}: expected a dtype of float32, float64, int32 or bool, got ${dtype}; try { dtype: "float32" }`,
    );
  }
}

/**
 * A value that somebody wrote, as a dtype holds it. Nothing is lost in silence: int32 takes whole numbers of 32 bits,
 * bool takes true and false, 1 and 0; float32 and float64 take the number nearest to it. Throws DTypeError.
 */
export function written(where: string, value: number | boolean, dtype: DType): number {
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
