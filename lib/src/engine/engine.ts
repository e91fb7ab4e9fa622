import type { Values } from "../tensor/dtype.js";

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

/** The arrays of a product. */
export interface Factors {
  readonly a: Values;
  readonly b: Values;
  readonly out: Values;
}

/** x is [outer, length, inner]; `count` indices pick along length: the result is [outer, count, inner]. */
export interface GatherLayout extends ReductionLayout {
  readonly count: number;
  /** Indices known to come in so many equal groups, each of which picks from an equal part of length of its own. */
  readonly groups?: number;
}

/** x is [outer, length, inner] and is put in order along length. */
export interface SortLayout extends ReductionLayout {
  readonly descending: boolean;
}

/** x is [outer, length, inner] and is summed along length, keeping every partial sum. */
export interface CumulativeLayout extends ReductionLayout {
  /** Leave each value out of its own sum. */
  readonly exclusive: boolean;
  /** Start at the last value. */
  readonly reverse: boolean;
}

/** Windows that slide over the two middle axes of [batch, height, width, channels]. */
export interface WindowLayout {
  readonly batch: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly windowHeight: number;
  readonly windowWidth: number;
  readonly outHeight: number;
  readonly outWidth: number;
  readonly strideY: number;
  readonly strideX: number;
  /** Rows above and columns to the left of the input that the first window covers. */
  readonly padTop: number;
  readonly padLeft: number;
  /** Distance between neighbouring values of a window: 1 when it has no holes. */
  readonly dilationY: number;
  readonly dilationX: number;
}

/** The windows of a convolution; `channels` is those of the input. */
export interface ConvLayout extends WindowLayout {
  readonly outChannels: number;
}

export type UnaryName =
  | "abs"
  | "ceil"
  | "copy"
  | "cos"
  | "erf"
  | "exp"
  | "expm1"
  | "floor"
  | "log"
  | "log1p"
  | "neg"
  | "relu"
  | "round"
  | "sigmoid"
  | "sign"
  | "sin"
  | "softplus"
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
  | "mod"
  | "mul"
  | "notEqual"
  | "pow"
  | "sub";

export type ReductionName = "argmax" | "argmin" | "max" | "min" | "sum";

export type UnaryKernel = (x: Values, out: Values) => void;
export type BinaryKernel = (a: Values, b: Values, out: Values, layout: BroadcastLayout) => void;
export type ReductionKernel = (x: Values, out: Values, layout: ReductionLayout) => void;

/**
 * An optimizer's update of one parameter in one pass: arrays (weights, gradient, slots) and rounded numbers in
 * the order of its own loop. False when this engine leaves it to that loop.
 */
export type UpdateKernel = (arrays: readonly Values[], numbers: readonly number[]) => boolean;

export type UpdateName =
  | "adagrad"
  | "adam"
  | "amsgrad"
  | "averagedMomentum"
  | "momentum"
  | "nadam"
  | "nesterov"
  | "rmsprop"
  | "rmspropCentered"
  | "rmspropCenteredMomentum"
  | "rmspropMomentum"
  | "sgd";

/**
 * The loops behind the operations: kernels on typed arrays that write into an array they are given.
 *
 * A kernel allocates no memory for values and knows no tensors, so that a recorded training step can run
 * it again on the same memory. The reference engine defines the bits of every result; any other engine has to equal
 * it.
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
  /** out[position of i] = x[i]: the reverse of `strided`, for positions that are all different. */
  stridedPut(x: Values, out: Values, layout: StridedLayout): void;
  /** out[o, i, :] = x[o, indices[i], :]. */
  gather(x: Values, indices: Int32Array, out: Values, layout: GatherLayout): void;
  /**
   * out[o, indices[i], :] += x[o, i, :], i in order, on an out that starts at zero: the reverse of
   * `gather`.
   */
  gatherAdd(x: Values, indices: Int32Array, out: Values, layout: GatherLayout): void;
  /** out[o, i, j] = x[o, indices[o, i, j], j]; `count` is the number of i. */
  gatherElements(x: Values, indices: Int32Array, out: Values, layout: GatherLayout): void;
  /** out[o, indices[o, i, j], j] += x[o, i, j], i in order, on an out that starts at zero. */
  gatherElementsAdd(x: Values, indices: Int32Array, out: Values, layout: GatherLayout): void;
  /** out[o, :, j] = the positions that put x[o, :, j] in order; equals keep their order, NaN comes last. */
  argsort(x: Values, out: Int32Array, layout: SortLayout): void;
  /** out[o, i, j] = Σ x[o, 0…i, j], one running sum per column. */
  cumsum(x: Values, out: Values, layout: CumulativeLayout): void;
  /** out[o, :, j] = e^(x - m) / Σ e^(x - m), m = max x[o, :, j]. */
  softmax(x: Values, out: Values, layout: ReductionLayout): void;
  /** out[o, :, j] = x - m - ln Σ e^(x - m), m = max x[o, :, j]. */
  logSoftmax(x: Values, out: Values, layout: ReductionLayout): void;
  /** A convolution: x [N, H, W, I], kernel [KH, KW, I, O], out [N, OH, OW, O]. */
  conv2d(x: Values, kernel: Values, out: Values, layout: ConvLayout): void;
  /** The gradient of a convolution for its input, from that of its output. */
  conv2dInputGradient(gradient: Values, kernel: Values, out: Values, layout: ConvLayout): void;
  /** The gradient of a convolution for its kernel, from that of its output. */
  conv2dKernelGradient(x: Values, gradient: Values, out: Values, layout: ConvLayout): void;
  /** out = the flat position in x of the greatest value of each window, the first of equals. */
  maxPool2dIndices(x: Values, out: Int32Array, layout: WindowLayout): void;
  /** out = the mean of each window. */
  averagePool2d(x: Values, out: Values, layout: WindowLayout): void;
  /** The gradient of `averagePool2d` for its input, from that of its output. */
  averagePool2dGradient(gradient: Values, out: Values, layout: WindowLayout): void;
  /** out[i] = condition[i] ? a[i] : b[i], all of one size. */
  select(condition: Uint8Array, a: Values, b: Values, out: Values): void;
  /** Updates that this engine does itself, with the bits of the optimizers' own loops. */
  readonly updates?: Readonly<Record<UpdateName, UpdateKernel>>;
  /** out[i] = x[i] as the dtype of out: truncated for int32, 1 for anything but 0 for bool. */
  cast(x: Values, out: Values): void;
}
