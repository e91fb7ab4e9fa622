import { apply } from "../autograd/apply.js";
import { type Arithmetic, arithmetic, type DType, type Promote } from "../tensor/dtype.js";
import { addMethod } from "../tensor/methods.js";
import type { Met, Operand, OperandDType, OperandOrNumber, OperandShape } from "../tensor/operand.js";
import type { Shape } from "../tensor/shape.js";
import type { Broadcast, BroadcastError, Demand } from "../tensor/shape-types.js";
import type { Tensor } from "../tensor/tensor.js";
import { neg } from "./neg.js";
import { binaryOperation } from "./support/binary.js";
import { meet } from "./support/operands.js";

const operation = binaryOperation("sub", {
  gradients: [({ gradient }) => gradient, ({ gradient }) => neg(gradient)],
});

/**
 * Element-wise difference: a - b.
 *
 * Shapes broadcast: `a [4, 2], b [2] → [4, 2]`. dtypes promote (bool → int32 → float32 → float64).
 * Throws ShapeError when the shapes do not broadcast.
 *
 * @example
 * sub(tensor([5, 7]), 2).toArray() // [3, 5]
 */
export function sub<const A extends OperandOrNumber, const B extends OperandOrNumber>(
  a: A,
  b: B & Demand<BroadcastError<"sub", OperandShape<A>, OperandShape<B>>>,
): Tensor<Broadcast<OperandShape<A>, OperandShape<B>>, Arithmetic<Met<A, B>>> {
  return apply(operation, meet("sub", a, b, arithmetic), undefined);
}

declare module "../tensor/operations.js" {
  interface Operations {
    /** Element-wise difference: a - b. See {@link sub}. */
    sub<S extends Shape, D extends DType, const B extends OperandOrNumber>(
      this: Operand<S, D>,
      b: B & Demand<BroadcastError<"sub", S, OperandShape<B>>>,
    ): Tensor<Broadcast<S, OperandShape<B>>, Arithmetic<Promote<D, OperandDType<B, D>>>>;
  }
}
addMethod("sub", sub);
