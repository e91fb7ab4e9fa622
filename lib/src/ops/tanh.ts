import { apply } from "../autograd/apply.js";
import { type DType, type Floating, floating } from "../tensor/dtype.js";
import { addMethod } from "../tensor/methods.js";
import type { Operand } from "../tensor/operand.js";
import type { Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { mul } from "./mul.js";
import { sub } from "./sub.js";
import { operand } from "./support/operands.js";
import { unaryOperation } from "./support/unary.js";

const operation = unaryOperation("tanh", {
  saves: ["output"],
  gradient: ({ output, gradient }) => mul(gradient, sub(1, mul(output, output))),
});

/**
 * Element-wise hyperbolic tangent: tanh x.
 *
 * Shapes: `x [...] → [...]`. int32 and bool give float32. Its derivative is 1 - tanh² x.
 *
 * @example
 * tanh(tensor([0])).toArray() // [0]
 */
export function tanh<S extends Shape, D extends DType>(x: Operand<S, D>): Tensor<S, Floating<D>> {
  return apply(operation, [operand("tanh", x, floating)], undefined);
}

declare module "../tensor/operations.js" {
  interface Operations {
    /** Element-wise hyperbolic tangent: tanh x. See {@link tanh}. */
    tanh<S extends Shape, D extends DType>(this: Operand<S, D>): Tensor<S, Floating<D>>;
  }
}
addMethod("tanh", tanh);
