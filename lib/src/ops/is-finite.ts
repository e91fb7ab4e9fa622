import { type DType, floating } from "../tensor/dtype.js";
import { addMethod } from "../tensor/methods.js";
import type { Operand } from "../tensor/operand.js";
import type { Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { abs } from "./abs.js";
import { less } from "./less.js";
import { operand } from "./support/operands.js";

/**
 * Where the values are finite: neither NaN nor infinite.
 *
 * Shapes: `x [...] → [...]`. The result is bool. Whole numbers always are.
 *
 * @example
 * isFinite(tensor([1, 1 / 0])).toArray() // [true, false]
 */
function finiteMask<S extends Shape, D extends DType>(x: Operand<S, D>): Tensor<S, "bool"> {
  const values = operand("isFinite", x, floating);
  return less(abs(values), Number.POSITIVE_INFINITY) as Operand as Tensor<S, "bool">;
}

declare module "../tensor/operations.js" {
  interface Operations {
    /** Where the values are finite: neither NaN nor infinite. See {@link finiteMask}. */
    isFinite<S extends Shape, D extends DType>(this: Operand<S, D>): Tensor<S, "bool">;
  }
}
addMethod("isFinite", finiteMask);

// Declared under another name, as this file would lose the global of the same name.
export { finiteMask as isFinite };
