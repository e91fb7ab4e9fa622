import { apply } from "../autograd/apply.js";
import { type DType, type Floating, floating } from "../tensor/dtype.js";
import { addMethod } from "../tensor/methods.js";
import type { Operand } from "../tensor/operand.js";
import type { Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { mul } from "./mul.js";
import { operand } from "./support/operands.js";
import { unaryOperation } from "./support/unary.js";

const operation = unaryOperation("exp", {
  saves: ["output"],
  gradient: ({ output, gradient }) => mul(gradient, output),
});

/**
 * Element-wise exponential: e^x.
 *
 * Shapes: `x [...] → [...]`. int32 and bool give float32.
 *
 * @example
 * exp(tensor([0])).toArray() // [1]
 */
export function exp<S extends Shape, D extends DType>(x: Operand<S, D>): Tensor<S, Floating<D>> {
  return apply(operation, [operand("exp", x, floating)], undefined);
}

declare module "../tensor/operations.js" {
  interface Operations {
    /** Element-wise exponential: e^x. See {@link exp}. */
    exp<S extends Shape, D extends DType>(this: Operand<S, D>): Tensor<S, Floating<D>>;
  }
}
addMethod("exp", exp);
