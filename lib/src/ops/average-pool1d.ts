import type { DType, Floating } from "../tensor/dtype.js";
import type { Operand } from "../tensor/operand.js";
import type { Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { averagePool2d } from "./average-pool2d.js";
import { type Pool1dOptions, type Pooled1d, poolRows } from "./support/pool1d.js";

/**
 * The mean of each window of each channel of sequences.
 *
 * Shapes: `x [N, L, C] → [N, OL, C]`. It is a averagePool2d of images one row high. Places outside the sequence do not count.
 * Throws ShapeError when x is not a batch of sequences or a window does not fit, OptionError for options out of range.
 *
 * @example
 * averagePool1d(tensor([1, 2, 3, 4], { shape: [1, 4, 1] })).toArray() // [[[1.5], [3.5]]]
 */
export function averagePool1d<S extends Shape, D extends DType>(
  x: Operand<S, D>,
  options?: Pool1dOptions,
): Tensor<Pooled1d<S>, Floating<D>> {
  return poolRows("averagePool1d", x, { options, pool: averagePool2d }) as Tensor<Pooled1d<S>, Floating<D>>;
}
