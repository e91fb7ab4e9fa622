import { type DType, type Floating, floating } from "../tensor/dtype.js";
import type { Operand } from "../tensor/operand.js";
import type { Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { div } from "./div.js";
import { cos, sin } from "./sin-cos.js";
import { operand } from "./support/operands.js";

/**
 * Element-wise tangent: sin x / cos x.
 *
 * Shapes: `x [...] → [...]`. int32 and bool give float32. x in radians, of any size; NaN when infinite. Both are
 * rounded before the division.
 *
 * @example
 * tan(tensor([0])).toArray() // [0]
 */
export function tan<S extends Shape, D extends DType>(x: Operand<S, D>): Tensor<S, Floating<D>> {
  const values: Operand = operand("tan", x, floating);
  return div(sin(values) as Operand, cos(values) as Operand) as Operand as Tensor<S, Floating<D>>;
}
