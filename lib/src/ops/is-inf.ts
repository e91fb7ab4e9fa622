import { type DType, floating } from "../tensor/dtype.js";
import type { Operand } from "../tensor/operand.js";
import type { Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { abs } from "./abs.js";
import { equal } from "./equal.js";
import { operand } from "./support/operands.js";

/**
 * Where the values are infinite, of either sign.
 *
 * Shapes: `x [...] → [...]`. The result is bool. Whole numbers never are.
 *
 * @example
 * isInf(tensor([1, -1 / 0, Number.NaN])).toArray() // [false, true, false]
 */
export function isInf<S extends Shape, D extends DType>(x: Operand<S, D>): Tensor<S, "bool"> {
  const sizes: Operand = abs(operand("isInf", x, floating));
  return equal(sizes, Number.POSITIVE_INFINITY) as Operand as Tensor<S, "bool">;
}
