import type { DType, Floating } from "../tensor/dtype.js";
import { addMethod } from "../tensor/methods.js";
import type { Operand } from "../tensor/operand.js";
import type { Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { div } from "./div.js";
import { sqrt } from "./sqrt.js";
import { checkTensor } from "./support/operands.js";

/**
 * Element-wise reciprocal square root: 1 / √x.
 *
 * Shapes: `x [...] → [...]`. int32 and bool give float32.
 *
 * @example
 * rsqrt(tensor([4, 16])).toArray() // [0.5, 0.25]
 */
export function rsqrt<S extends Shape, D extends DType>(x: Operand<S, D>): Tensor<S, Floating<D>> {
  checkTensor("rsqrt", x);
  return div(1, sqrt(x as Operand)) as Operand as Tensor<S, Floating<D>>;
}

declare module "../tensor/operations.js" {
  interface Operations {
    /** Element-wise reciprocal square root: 1 / √x. See {@link rsqrt}. */
    rsqrt<S extends Shape, D extends DType>(this: Operand<S, D>): Tensor<S, Floating<D>>;
  }
}
addMethod("rsqrt", rsqrt);
