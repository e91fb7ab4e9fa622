import { addMethod } from "../tensor/methods.js";
import type { Operand, OperandShape } from "../tensor/operand.js";
import { broadcastShapes, type Shape } from "../tensor/shape.js";
import type { Broadcast, BroadcastError, Demand } from "../tensor/shape-types.js";
import type { Tensor } from "../tensor/tensor.js";
import { add } from "./add.js";
import { cast } from "./cast.js";
import { greater } from "./greater.js";
import { mul } from "./mul.js";
import { checkTensor } from "./support/operands.js";

/** The two operands' truth as 0 and 1, whose product is *and* and whose sum is *or*. */
function truths(where: string, a: Operand, b: Operand): readonly [Operand, Operand] {
  checkTensor(where, a);
  checkTensor(where, b);
  broadcastShapes(where, a.shape, b.shape);
  return [cast(cast(a, "bool"), "int32"), cast(cast(b, "bool"), "int32")];
}

/**
 * Where both differ from 0, element by element.
 *
 * Shapes broadcast: `a [4, 2], b [2] → [4, 2]`. The result is bool.
 * Throws ShapeError when the shapes do not broadcast.
 *
 * @example
 * logicalAnd(tensor([true, true]), tensor([true, false])).toArray() // [true, false]
 */
export function logicalAnd<S extends Shape, const B extends Operand>(
  a: Operand<S>,
  b: B & Demand<BroadcastError<"logicalAnd", S, OperandShape<B>>>,
): Tensor<Broadcast<S, OperandShape<B>>, "bool"> {
  const both: Operand = mul(...truths("logicalAnd", a, b));
  return greater(both, 0) as Operand as Tensor<Broadcast<S, OperandShape<B>>, "bool">;
}

/**
 * Where at least one differs from 0, element by element.
 *
 * Shapes broadcast: `a [4, 2], b [2] → [4, 2]`. The result is bool.
 * Throws ShapeError when the shapes do not broadcast.
 *
 * @example
 * logicalOr(tensor([false, true]), tensor([false, false])).toArray() // [false, true]
 */
export function logicalOr<S extends Shape, const B extends Operand>(
  a: Operand<S>,
  b: B & Demand<BroadcastError<"logicalOr", S, OperandShape<B>>>,
): Tensor<Broadcast<S, OperandShape<B>>, "bool"> {
  const either: Operand = add(...truths("logicalOr", a, b));
  return greater(either, 0) as Operand as Tensor<Broadcast<S, OperandShape<B>>, "bool">;
}

declare module "../tensor/operations.js" {
  interface Operations {
    /** Where both differ from 0. See {@link logicalAnd}. */
    logicalAnd<S extends Shape, const B extends Operand>(
      this: Operand<S>,
      b: B & Demand<BroadcastError<"logicalAnd", S, OperandShape<B>>>,
    ): Tensor<Broadcast<S, OperandShape<B>>, "bool">;
    /** Where at least one differs from 0. See {@link logicalOr}. */
    logicalOr<S extends Shape, const B extends Operand>(
      this: Operand<S>,
      b: B & Demand<BroadcastError<"logicalOr", S, OperandShape<B>>>,
    ): Tensor<Broadcast<S, OperandShape<B>>, "bool">;
  }
}
addMethod("logicalAnd", logicalAnd);
addMethod("logicalOr", logicalOr);
