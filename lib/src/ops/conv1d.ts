import { ShapeError } from "../errors.js";
import { checkOptions } from "../given.js";
import type { DType, Floating, Promote } from "../tensor/dtype.js";
import { addMethod } from "../tensor/methods.js";
import type { Operand } from "../tensor/operand.js";
import { formatShape, type Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { conv2d } from "./conv2d.js";
import { expandDims } from "./expand-dims.js";
import { squeeze } from "./squeeze.js";
import { checkTensor } from "./support/operands.js";

/** Options of {@link conv1d}. */
export interface Conv1dOptions {
  /** How far the window moves. Default 1. */
  readonly strides?: number;
  /**
   * What surrounds the input: "valid" nothing, "same" zeros for ⌈length / stride⌉ results, or a width.
   * Default "valid".
   */
  readonly padding?: "valid" | "same" | number;
  /** Distance between neighbouring values of a window. Default 1: no holes. */
  readonly dilation?: number;
}

/** The shape of a convolution of a batch of sequences with a kernel. */
export type Convolved1d<S extends Shape, K extends Shape> = S extends readonly [
  infer N extends number,
  number,
  number,
]
  ? K extends readonly [number, number, infer O extends number]
    ? [N, number, O]
    : Shape
  : Shape;

/**
 * Convolution of sequences with a kernel: y[n, t, o] = Σ x[n, t · stride + k · dilation - pad, i] ·
 * kernel[k, i, o].
 *
 * Shapes: `x [N, L, I], kernel [K, I, O] → [N, OL, O]`. It is a conv2d of images one row high.
 * Throws ShapeError when the shapes do not fit together, OptionError for options out of range.
 *
 * @example
 * const x = tensor([1, 2, 3], { shape: [1, 3, 1] });
 * conv1d(x, tensor([1, -1], { shape: [2, 1, 1] })).toArray() // [[[-1], [-1]]]
 */
export function conv1d<S extends Shape, D extends DType, K extends Shape, E extends DType>(
  x: Operand<S, D>,
  kernel: Operand<K, E>,
  options?: Conv1dOptions,
): Tensor<Convolved1d<S, K>, Floating<Promote<D, E>>> {
  checkTensor("conv1d", x);
  checkTensor("conv1d", kernel);
  const {
    strides = 1,
    padding = "valid",
    dilation = 1,
  } = checkOptions("conv1d", options, 'strides#: 2, padding: "same", dilation#');
  if (kernel.shape.length !== 3 || x.shape.length !== 3 || kernel.shape[1] !== x.shape[2]) {
    throw new ShapeError(
      `conv1d: expected x [N, L, I] and a kernel [K, I, O], got ${formatShape(x.shape)} and ${formatShape(kernel.shape)}; try a kernel whose second size is the number of channels`,
    );
  }
  const rows: Operand = conv2d(
    expandDims(x as Operand, 1) as Operand,
    expandDims(kernel as Operand, 0) as Operand,
    {
      strides: [1, strides],
      padding: typeof padding === "number" ? [0, padding] : padding,
      dilation: [1, dilation],
    },
  );
  return squeeze(rows, 1) as Operand as Tensor<Convolved1d<S, K>, Floating<Promote<D, E>>>;
}

declare module "../tensor/operations.js" {
  interface Operations {
    /** Convolution of sequences with a kernel. See {@link conv1d}. */
    conv1d<S extends Shape, D extends DType, K extends Shape, E extends DType>(
      this: Operand<S, D>,
      kernel: Operand<K, E>,
      options?: Conv1dOptions,
    ): Tensor<Convolved1d<S, K>, Floating<Promote<D, E>>>;
  }
}
addMethod("conv1d", conv1d);
