import type { DType } from "../tensor/dtype.js";
import type { Operand } from "../tensor/operand.js";
import type { Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { triangle } from "./support/triangle.js";

/**
 * The lower triangle of matrices: the values on the diagonal and below it, 0 above.
 *
 * Shapes: `x [..., rows, columns] → the same`. `diagonal` moves the border: 1 keeps one more diagonal above the main
 * one, -1 leaves the main one out.
 * Throws ShapeError for fewer than two axes, OptionError for a diagonal that is no whole number.
 *
 * @example
 * tril(tensor([[1, 2], [3, 4]])).toArray() // [[1, 0], [3, 4]]
 */
export function tril<S extends Shape, D extends DType>(x: Operand<S, D>, diagonal = 0): Tensor<S, D> {
  return triangle("tril", x as Operand, {
    diagonal,
    keeps: (offset) => offset <= diagonal,
  }) as Operand as Tensor<S, D>;
}
