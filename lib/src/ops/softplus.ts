import { apply } from "../autograd/apply.js";
import { type DType, type Floating, floating } from "../tensor/dtype.js";
import { addMethod } from "../tensor/methods.js";
import type { Operand } from "../tensor/operand.js";
import type { Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { mul } from "./mul.js";
import { sigmoid } from "./sigmoid.js";
import { operand } from "./support/operands.js";
import { unaryOperation } from "./support/unary.js";

const operation = unaryOperation("softplus", {
  saves: ["inputs"],
  gradient: ({ inputs, gradient }) => mul(gradient, sigmoid(inputs[0]!)),
});

/**
 * Element-wise softplus: ln(1 + e^x).
 *
 * Shapes: `x [...] → [...]`. int32 and bool give float32. Computed as max(x, 0) + ln(1 + e^-|x|), so that
 * nothing overflows. Its derivative is the sigmoid.
 *
 * @example
 * softplus(tensor([0])).toArray() // [0.6931471824645996]
 */
export function softplus<S extends Shape, D extends DType>(x: Operand<S, D>): Tensor<S, Floating<D>> {
  return apply(operation, [operand("softplus", x, floating)], undefined);
}

declare module "../tensor/operations.js" {
  interface Operations {
    /** Element-wise softplus: ln(1 + e^x). See {@link softplus}. */
    softplus<S extends Shape, D extends DType>(this: Operand<S, D>): Tensor<S, Floating<D>>;
  }
}
addMethod("softplus", softplus);
