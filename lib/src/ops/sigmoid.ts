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

const operation = unaryOperation("sigmoid", {
  saves: ["output"],
  gradient: ({ output, gradient }) => mul(gradient, mul(output, sub(1, output))),
});

/**
 * Element-wise logistic function: σ(x) = 1 / (1 + e^-x).
 *
 * Shapes: `x [...] → [...]`. int32 and bool give float32. Its derivative is σ(x) (1 - σ(x)).
 *
 * @example
 * sigmoid(tensor([0])).toArray() // [0.5]
 */
export function sigmoid<S extends Shape, D extends DType>(x: Operand<S, D>): Tensor<S, Floating<D>> {
  return apply(operation, [operand("sigmoid", x, floating)], undefined);
}

declare module "../tensor/operations.js" {
  interface Operations {
    /** Element-wise logistic function: σ(x) = 1 / (1 + e^-x). See {@link sigmoid}. */
    sigmoid<S extends Shape, D extends DType>(this: Operand<S, D>): Tensor<S, Floating<D>>;
  }
}
addMethod("sigmoid", sigmoid);
