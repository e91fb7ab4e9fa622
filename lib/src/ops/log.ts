import { apply } from "../autograd/apply.js";
import { type DType, type Floating, floating } from "../tensor/dtype.js";
import { addMethod } from "../tensor/methods.js";
import type { Operand } from "../tensor/operand.js";
import type { Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { div } from "./div.js";
import { operand } from "./support/operands.js";
import { unaryOperation } from "./support/unary.js";

const operation = unaryOperation("log", {
  saves: ["inputs"],
  gradient: ({ inputs, gradient }) => div(gradient, inputs[0]!),
});

/**
 * Element-wise natural logarithm: ln x.
 *
 * Shapes: `x [...] → [...]`. -∞ at 0, NaN below. int32 and bool give float32.
 *
 * @example
 * log(tensor([1])).toArray() // [0]
 */
export function log<S extends Shape, D extends DType>(x: Operand<S, D>): Tensor<S, Floating<D>> {
  return apply(operation, [operand("log", x, floating)], undefined);
}

declare module "../tensor/operations.js" {
  interface Operations {
    /** Element-wise natural logarithm: ln x. See {@link log}. */
    log<S extends Shape, D extends DType>(this: Operand<S, D>): Tensor<S, Floating<D>>;
  }
}
addMethod("log", log);
