import { type DType, type Floating, floating } from "../tensor/dtype.js";
import type { Operand } from "../tensor/operand.js";
import type { Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { mul } from "./mul.js";
import { sigmoid } from "./sigmoid.js";
import { operand } from "./support/operands.js";

/**
 * Element-wise sigmoid-weighted linear unit, also called swish: x · σ(x) (Elfwing, Uchibe and Doya 2017).
 *
 * Shapes: `x [...] → [...]`. int32 and bool give float32.
 *
 * @example
 * silu(tensor([0])).toArray() // [0]
 */
export function silu<S extends Shape, D extends DType>(x: Operand<S, D>): Tensor<S, Floating<D>> {
  const values: Operand = operand("silu", x, floating);
  return mul(values, sigmoid(values) as Operand) as Operand as Tensor<S, Floating<D>>;
}
