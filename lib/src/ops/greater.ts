import { apply } from "../autograd/apply.js";
import { addMethod } from "../tensor/methods.js";
import type { Operand, OperandOrNumber, OperandShape } from "../tensor/operand.js";
import type { Shape } from "../tensor/shape.js";
import type { Broadcast, BroadcastError, Demand } from "../tensor/shape-types.js";
import type { Tensor } from "../tensor/tensor.js";
import { binaryOperation } from "./support/binary.js";
import { meet } from "./support/operands.js";

const operation = binaryOperation("greater", { dtype: "bool" });

/**
 * Element-wise comparison: a > b.
 *
 * Shapes broadcast: `a [4, 2], b [2] → [4, 2]`. The result is bool and carries no gradient; NaN compares
 * as in IEEE 754.
 * Throws ShapeError when the shapes do not broadcast.
 *
 * @example
 * greater(tensor([1, 3]), 2).toArray() // [false, true]
 */
export function greater<const A extends OperandOrNumber, const B extends OperandOrNumber>(
  a: A,
  b: B & Demand<BroadcastError<"greater", OperandShape<A>, OperandShape<B>>>,
): Tensor<Broadcast<OperandShape<A>, OperandShape<B>>, "bool"> {
  return apply(operation, meet("greater", a, b), undefined);
}

declare module "../tensor/operations.js" {
  interface Operations {
    /** Element-wise comparison: a > b. See {@link greater}. */
    greater<S extends Shape, const B extends OperandOrNumber>(
      this: Operand<S>,
      b: B & Demand<BroadcastError<"greater", S, OperandShape<B>>>,
    ): Tensor<Broadcast<S, OperandShape<B>>, "bool">;
  }
}
addMethod("greater", greater);
