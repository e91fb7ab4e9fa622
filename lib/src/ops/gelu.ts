import { type DType, type Floating, floating } from "../tensor/dtype.js";
import { addMethod } from "../tensor/methods.js";
import type { Operand } from "../tensor/operand.js";
import type { Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { add } from "./add.js";
import { erf } from "./erf.js";
import { mul } from "./mul.js";
import { operand } from "./support/operands.js";

/**
 * Element-wise Gaussian error linear unit: x · Φ(x) = x/2 · (1 + erf(x/√2)) (Hendrycks and Gimpel 2016).
 *
 * Shapes: `x [...] → [...]`. int32 and bool give float32. Exact, not the tanh approximation.
 *
 * @example
 * gelu(tensor([0])).toArray() // [0]
 */
export function gelu<S extends Shape, D extends DType>(x: Operand<S, D>): Tensor<S, Floating<D>> {
  const values = operand("gelu", x, floating);
  const twicePhi = add(erf(mul(values, Math.SQRT1_2)), 1);
  const result: Operand = mul(mul(values, 0.5), twicePhi);
  return result as Tensor<S, Floating<D>>;
}

declare module "../tensor/operations.js" {
  interface Operations {
    /** Element-wise Gaussian error linear unit. See {@link gelu}. */
    gelu<S extends Shape, D extends DType>(this: Operand<S, D>): Tensor<S, Floating<D>>;
  }
}
addMethod("gelu", gelu);
