import { apply } from "../autograd/apply.js";
import { type DType, type Floating, floating } from "../tensor/dtype.js";
import { addMethod } from "../tensor/methods.js";
import type { Operand } from "../tensor/operand.js";
import type { Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { add } from "./add.js";
import { div } from "./div.js";
import { operand } from "./support/operands.js";
import { unaryOperation } from "./support/unary.js";

const operation = unaryOperation("log1p", {
  saves: ["inputs"],
  gradient: ({ inputs, gradient }) => div(gradient, add(inputs[0]!, 1)),
});

/**
 * Element-wise logarithm of one plus x: ln(1 + x).
 *
 * Shapes: `x [...] → [...]`. int32 and bool give float32. Exact near 0, where ln(1 + x) alone would lose
 * its digits.
 *
 * @example
 * log1p(tensor([0])).toArray() // [0]
 */
export function log1p<S extends Shape, D extends DType>(x: Operand<S, D>): Tensor<S, Floating<D>> {
  return apply(operation, [operand("log1p", x, floating)], undefined);
}

declare module "../tensor/operations.js" {
  interface Operations {
    /** Element-wise logarithm of one plus x: ln(1 + x). See {@link log1p}. */
    log1p<S extends Shape, D extends DType>(this: Operand<S, D>): Tensor<S, Floating<D>>;
  }
}
addMethod("log1p", log1p);
