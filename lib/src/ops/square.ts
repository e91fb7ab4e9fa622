import type { Arithmetic, DType } from "../tensor/dtype.js";
import { addMethod } from "../tensor/methods.js";
import type { Operand } from "../tensor/operand.js";
import type { Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { mul } from "./mul.js";
import { checkTensor } from "./support/operands.js";

/**
 * Element-wise square: x².
 *
 * Shapes: `x [...] → [...]`. bool gives int32.
 *
 * @example
 * square(tensor([1, -3])).toArray() // [1, 9]
 */
export function square<S extends Shape, D extends DType>(x: Operand<S, D>): Tensor<S, Arithmetic<D>> {
  checkTensor("square", x);
  return mul(x as Operand, x as Operand) as Operand as Tensor<S, Arithmetic<D>>;
}

declare module "../tensor/operations.js" {
  interface Operations {
    /** Element-wise square: x². See {@link square}. */
    square<S extends Shape, D extends DType>(this: Operand<S, D>): Tensor<S, Arithmetic<D>>;
  }
}
addMethod("square", square);
