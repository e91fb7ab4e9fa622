import type { DType } from "../tensor/dtype.js";
import { addMethod } from "../tensor/methods.js";
import type { Operand } from "../tensor/operand.js";
import type { Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { notEqual } from "./not-equal.js";
import { checkTensor } from "./support/operands.js";

/**
 * Where the values are not a number.
 *
 * Shapes: `x [...] → [...]`. The result is bool.
 *
 * @example
 * isNaN(tensor([1, Number.NaN])).toArray() // [false, true]
 */
function nanMask<S extends Shape, D extends DType>(x: Operand<S, D>): Tensor<S, "bool"> {
  checkTensor("isNaN", x);
  return notEqual(x as Operand, x as Operand) as Operand as Tensor<S, "bool">;
}

declare module "../tensor/operations.js" {
  interface Operations {
    /** Where the values are not a number. See {@link nanMask}. */
    isNaN<S extends Shape, D extends DType>(this: Operand<S, D>): Tensor<S, "bool">;
  }
}
addMethod("isNaN", nanMask);

// Declared under another name, as this file would lose the global of the same name.
export { nanMask as isNaN };
