import { apply } from "../autograd/apply.js";
import { type DType, type Floating, floating } from "../tensor/dtype.js";
import { addMethod } from "../tensor/methods.js";
import type { Operand } from "../tensor/operand.js";
import type { Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { div } from "./div.js";
import { mul } from "./mul.js";
import { operand } from "./support/operands.js";
import { unaryOperation } from "./support/unary.js";

const operation = unaryOperation("sqrt", {
  saves: ["output"],
  gradient: ({ output, gradient }) => div(gradient, mul(output, 2)),
});

/**
 * Element-wise square root: √x.
 *
 * Shapes: `x [...] → [...]`. NaN below 0. int32 and bool give float32.
 *
 * @example
 * sqrt(tensor([9])).toArray() // [3]
 */
export function sqrt<S extends Shape, D extends DType>(x: Operand<S, D>): Tensor<S, Floating<D>> {
  return apply(operation, [operand("sqrt", x, floating)], undefined);
}

declare module "../tensor/operations.js" {
  interface Operations {
    /** Element-wise square root: √x. See {@link sqrt}. */
    sqrt<S extends Shape, D extends DType>(this: Operand<S, D>): Tensor<S, Floating<D>>;
  }
}
addMethod("sqrt", sqrt);
