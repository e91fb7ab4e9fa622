import { type DType, type Floating, floating } from "../tensor/dtype.js";
import type { Operand } from "../tensor/operand.js";
import type { Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { mul } from "./mul.js";
import { softplus } from "./softplus.js";
import { operand } from "./support/operands.js";
import { tanh } from "./tanh.js";

/**
 * Element-wise mish: x · tanh(ln(1 + e^x)) (Misra 2019).
 *
 * Shapes: `x [...] → [...]`. int32 and bool give float32.
 *
 * @example
 * mish(tensor([0])).toArray() // [0]
 */
export function mish<S extends Shape, D extends DType>(x: Operand<S, D>): Tensor<S, Floating<D>> {
  const values: Operand = operand("mish", x, floating);
  return mul(values, tanh(softplus(values) as Operand) as Operand) as Operand as Tensor<S, Floating<D>>;
}
