import { checkDType, type DType } from "../tensor/dtype.js";
import { addMethod } from "../tensor/methods.js";
import type { Operand } from "../tensor/operand.js";
import type { Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { castTo } from "./support/casting.js";
import { checkTensor } from "./support/operands.js";

/**
 * The same values as another dtype: fractions are cut off for int32, anything but 0 becomes 1 for bool.
 *
 * Shapes: `x [...] → [...]`. Throws DTypeError for an unknown dtype.
 *
 * @example
 * cast(tensor([1.7, -1.7]), "int32").toArray() // [1, -1]
 */
export function cast<S extends Shape, To extends DType>(x: Operand<S>, dtype: To): Tensor<S, To> {
  checkTensor("cast", x);
  checkDType("cast", dtype);
  return castTo(x, dtype);
}

declare module "../tensor/operations.js" {
  interface Operations {
    /** The same values as another dtype. See {@link cast}. */
    cast<S extends Shape, To extends DType>(this: Operand<S>, dtype: To): Tensor<S, To>;
  }
}
addMethod("cast", cast);
