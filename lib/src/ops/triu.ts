import type { DType } from "../tensor/dtype.js";
import type { Operand } from "../tensor/operand.js";
import type { Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { triangle } from "./support/triangle.js";

/**
 * The upper triangle of matrices: the values on the diagonal and above it, 0 below.
 *
 * Shapes: `x [..., rows, columns] → the same`. `diagonal` moves the border: 1 leaves the main diagonal out, -1 keeps
 * one more below it.
 * Throws ShapeError for fewer than two axes, OptionError for a diagonal that is no whole number.
 *
 * @example
 * triu(tensor([[1, 2], [3, 4]])).toArray() // [[1, 2], [0, 4]]
 */
export function triu<S extends Shape, D extends DType>(x: Operand<S, D>, diagonal = 0): Tensor<S, D> {
  return triangle("triu", x as Operand, {
    diagonal,
    keeps: (offset) => offset >= diagonal,
  }) as Operand as Tensor<S, D>;
}
