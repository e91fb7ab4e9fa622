import { apply } from "../autograd/apply.js";
import { type DType, type Floating, floating, type Promote } from "../tensor/dtype.js";
import { addMethod } from "../tensor/methods.js";
import type { Met, Operand, OperandDType, OperandOrNumber, OperandShape } from "../tensor/operand.js";
import type { Shape } from "../tensor/shape.js";
import type { Broadcast, BroadcastError, Demand } from "../tensor/shape-types.js";
import type { Tensor } from "../tensor/tensor.js";
import { mul } from "./mul.js";
import { neg } from "./neg.js";
import { binaryOperation } from "./support/binary.js";
import { meet } from "./support/operands.js";

const operation = binaryOperation("div", {
  saves: ["inputs", "output"],
  gradients: [
    ({ inputs, gradient }) => div(gradient, inputs[1]!),
    ({ inputs: [, b], output, gradient }) => neg(div(mul(gradient, output), b!)),
  ],
});

/**
 * Element-wise quotient: a / b.
 *
 * Shapes broadcast: `a [4, 2], b [2] → [4, 2]`. Whole numbers give float32, as division of them is not whole.
 * Throws ShapeError when the shapes do not broadcast.
 *
 * @example
 * div(tensor([1, 2]), 4).toArray() // [0.25, 0.5]
 */
export function div<const A extends OperandOrNumber, const B extends OperandOrNumber>(
  a: A,
  b: B & Demand<BroadcastError<"div", OperandShape<A>, OperandShape<B>>>,
): Tensor<Broadcast<OperandShape<A>, OperandShape<B>>, Floating<Met<A, B>>> {
  return apply(operation, meet("div", a, b, floating), undefined);
}

declare module "../tensor/operations.js" {
  interface Operations {
    /** Element-wise quotient: a / b. See {@link div}. */
    div<S extends Shape, D extends DType, const B extends OperandOrNumber>(
      this: Operand<S, D>,
      b: B & Demand<BroadcastError<"div", S, OperandShape<B>>>,
    ): Tensor<Broadcast<S, OperandShape<B>>, Floating<Promote<D, OperandDType<B, D>>>>;
  }
}
addMethod("div", div);
