import type { DType } from "../tensor/dtype.js";
import type { Operand } from "../tensor/operand.js";
import type { Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { maxPool2d } from "./max-pool2d.js";
import { type Pool1dOptions, type Pooled1d, poolRows } from "./support/pool1d.js";

/**
 * The greatest value of each window of each channel of sequences.
 *
 * Shapes: `x [N, L, C] → [N, OL, C]`. It is a maxPool2d of images one row high. The gradient goes to the greatest value, the first of equals.
 * Throws ShapeError when x is not a batch of sequences or a window does not fit, OptionError for options out of range.
 *
 * @example
 * maxPool1d(tensor([1, 2, 3, 4], { shape: [1, 4, 1] })).toArray() // [[[2], [4]]]
 */
export function maxPool1d<S extends Shape, D extends DType>(
  x: Operand<S, D>,
  options?: Pool1dOptions,
): Tensor<Pooled1d<S>, D> {
  return poolRows("maxPool1d", x, { options, pool: maxPool2d }) as Tensor<Pooled1d<S>, D>;
}
