import { apply } from "../autograd/apply.js";
import { type Arithmetic, arithmetic, type DType, type Promote } from "../tensor/dtype.js";
import { addMethod } from "../tensor/methods.js";
import type { Met, Operand, OperandDType, OperandOrNumber, OperandShape } from "../tensor/operand.js";
import type { Shape } from "../tensor/shape.js";
import type { Broadcast, BroadcastError, Demand } from "../tensor/shape-types.js";
import type { Tensor } from "../tensor/tensor.js";
import { binaryOperation } from "./support/binary.js";
import { meet } from "./support/operands.js";

const operation = binaryOperation("add", {
  gradients: [({ gradient }) => gradient, ({ gradient }) => gradient],
});

/**
 * Element-wise sum: a + b.
 *
 * Shapes broadcast: `a [4, 2], b [2] → [4, 2]`. dtypes promote (bool → int32 → float32 → float64).
 * Throws ShapeError when the shapes do not broadcast.
 *
 * @example
 * add(tensor([[1, 2], [3, 4]]), tensor([10, 20])).toArray() // [[11, 22], [13, 24]]
 */
export function add<const A extends OperandOrNumber, const B extends OperandOrNumber>(
  a: A,
  b: B & Demand<BroadcastError<"add", OperandShape<A>, OperandShape<B>>>,
): Tensor<Broadcast<OperandShape<A>, OperandShape<B>>, Arithmetic<Met<A, B>>> {
  return apply(operation, meet("add", a, b, arithmetic), undefined);
}

declare module "../tensor/operations.js" {
  interface Operations {
    /** Element-wise sum: a + b. See {@link add}. */
    add<S extends Shape, D extends DType, const B extends OperandOrNumber>(
      this: Operand<S, D>,
      b: B & Demand<BroadcastError<"add", S, OperandShape<B>>>,
    ): Tensor<Broadcast<S, OperandShape<B>>, Arithmetic<Promote<D, OperandDType<B, D>>>>;
  }
}
addMethod("add", add);
