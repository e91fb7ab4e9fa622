import type { FloatValues, Values } from "../tensor/dtype.js";

/**
 * How two operands line up with their result, axis by axis, after broadcasting.
 * Axes that can be walked as one are already merged. A stride of 0 repeats a value.
 */
export interface BroadcastLayout {
  /** Sizes of all axes but the last, outermost first. */
  readonly outer: readonly number[];
  readonly outerStridesA: readonly number[];
  readonly outerStridesB: readonly number[];
  /** Size of the last axis: the loop that a kernel runs inside. */
  readonly row: number;
  readonly strideA: number;
  readonly strideB: number;
}

/** One group of adjacent axes seen from a reduction: x is [outer, length, inner] and length goes away. */
export interface ReductionLayout {
  readonly outer: number;
  readonly length: number;
  readonly inner: number;
}

/** A walk through memory: value number i of the result lies at offset + Σ index · stride in the source. */
export interface StridedLayout {
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  readonly offset: number;
}

/** Sizes of a product [m, k] x [k, n] and where each matrix of a batch begins. */
export interface MatMulLayout {
  readonly m: number;
  readonly k: number;
  readonly n: number;
  /** True when a is stored as [k, m]. */
  readonly transposeA: boolean;
  /** True when b is stored as [n, k]. */
  readonly transposeB: boolean;
  readonly offsetsA: readonly number[];
  readonly offsetsB: readonly number[];
}

/** x is [outer, length, inner]; indices pick along length: the result is [outer, indices, inner]. */
export interface GatherLayout {
  readonly outer: number;
  readonly length: number;
  readonly inner: number;
}

export type UnaryName =
  | "abs"
  | "ceil"
  | "copy"
  | "exp"
  | "floor"
  | "log"
  | "neg"
  | "relu"
  | "round"
  | "sigmoid"
  | "sign"
  | "sqrt"
  | "tanh";

export type BinaryName =
  | "add"
  | "div"
  | "equal"
  | "greater"
  | "greaterEqual"
  | "less"
  | "lessEqual"
  | "maximum"
  | "minimum"
  | "mul"
  | "notEqual"
  | "pow"
  | "sub";

export type ReductionName = "argmax" | "argmin" | "max" | "min" | "sum";

export type UnaryKernel = (x: Values, out: Values) => void;
export type BinaryKernel = (a: Values, b: Values, out: Values, layout: BroadcastLayout) => void;
export type ReductionKernel = (x: Values, out: Values, layout: ReductionLayout) => void;

/**
 * The loops behind the operations: kernels on typed arrays that write into an array they are given.
 *
 * A kernel allocates nothing and knows no tensors, so that a recorded training step can run it again on the
 * same memory. The reference engine defines the bits of every result; any other engine has to equal it.
 */
export interface Engine {
  readonly name: string;
  readonly unary: Readonly<Record<UnaryName, UnaryKernel>>;
  readonly binary: Readonly<Record<BinaryName, BinaryKernel>>;
  readonly reduction: Readonly<Record<ReductionName, ReductionKernel>>;
  /** out = a · b for each matrix of the batch. */
  matmul(a: Values, b: Values, out: Values, layout: MatMulLayout): void;
  /** out[i] = x[position of i]: slices, transposes, broadcasts. */
  strided(x: Values, out: Values, layout: StridedLayout): void;
  /** out[position of i] += x[i], on an out that starts at zero: the reverse of `strided`. */
  stridedAdd(x: Values, out: Values, layout: StridedLayout): void;
  /** out[o, i, :] = x[o, indices[i], :]. */
  gather(x: Values, indices: Int32Array, out: Values, layout: GatherLayout): void;
  /** out[o, indices[i], :] += x[o, i, :], i in order, on an out that starts at zero: the reverse of `gather`. */
  gatherAdd(x: Values, indices: Int32Array, out: Values, layout: GatherLayout): void;
  /** out[i] = condition[i] ? a[i] : b[i], all of one size. */
  select(condition: Uint8Array, a: Values, b: Values, out: Values): void;
  /** out[i] = x[i] as the dtype of out: truncated for int32, 1 for anything but 0 for bool. */
  cast(x: Values, out: Values): void;
}

/** Values that are known to be floats; the exponential family works on nothing else. */
export type FloatKernel = (x: FloatValues, out: FloatValues) => void;
