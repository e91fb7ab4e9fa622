import type { DType } from "../tensor/dtype.js";
import { addMethod } from "../tensor/methods.js";
import type { Operand } from "../tensor/operand.js";
import type { Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { equal } from "./equal.js";
import { checkTensor } from "./support/operands.js";

/**
 * Where the values are 0.
 *
 * Shapes: `x [...] → [...]`. The result is bool.
 *
 * @example
 * logicalNot(tensor([true, false])).toArray() // [false, true]
 */
export function logicalNot<S extends Shape, D extends DType>(x: Operand<S, D>): Tensor<S, "bool"> {
  checkTensor("logicalNot", x);
  return equal(x as Operand, 0) as Operand as Tensor<S, "bool">;
}

declare module "../tensor/operations.js" {
  interface Operations {
    /** Where the values are 0. See {@link logicalNot}. */
    logicalNot<S extends Shape, D extends DType>(this: Operand<S, D>): Tensor<S, "bool">;
  }
}
addMethod("logicalNot", logicalNot);
