import { apply } from "../autograd/apply.js";
import { type DType, type Floating, floating } from "../tensor/dtype.js";
import { addMethod } from "../tensor/methods.js";
import type { Operand } from "../tensor/operand.js";
import type { Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { mul } from "./mul.js";
import { neg } from "./neg.js";
import { sin } from "./sin.js";
import { operand } from "./support/operands.js";
import { unaryOperation } from "./support/unary.js";

const operation = unaryOperation("cos", {
  saves: ["inputs"],
  gradient: ({ inputs, gradient }) => neg(mul(gradient, sin(inputs[0]!))),
});

/**
 * Element-wise cosine: cos x.
 *
 * Shapes: `x [...] → [...]`. int32 and bool give float32. x in radians.
 *
 * @example
 * cos(tensor([0])).toArray() // [1]
 */
export function cos<S extends Shape, D extends DType>(x: Operand<S, D>): Tensor<S, Floating<D>> {
  return apply(operation, [operand("cos", x, floating)], undefined);
}

declare module "../tensor/operations.js" {
  interface Operations {
    /** Element-wise cosine: cos x. See {@link cos}. */
    cos<S extends Shape, D extends DType>(this: Operand<S, D>): Tensor<S, Floating<D>>;
  }
}
addMethod("cos", cos);
