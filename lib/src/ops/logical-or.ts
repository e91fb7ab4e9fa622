import { addMethod } from "../tensor/methods.js";
import type { Operand, OperandShape } from "../tensor/operand.js";
import { broadcastShapes, type Shape } from "../tensor/shape.js";
import type { Broadcast, BroadcastError, Demand } from "../tensor/shape-types.js";
import type { Tensor } from "../tensor/tensor.js";
import { add } from "./add.js";
import { cast } from "./cast.js";
import { greater } from "./greater.js";
import { checkTensor } from "./support/operands.js";

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
  checkTensor("logicalOr", a);
  checkTensor("logicalOr", b);
  broadcastShapes("logicalOr", a.shape, (b as Operand).shape);
  const x: Operand = cast(cast(a as Operand, "bool"), "int32");
  const y: Operand = cast(cast(b as Operand, "bool"), "int32");
  return greater(add(x, y) as Operand, 0) as Operand as Tensor<Broadcast<S, OperandShape<B>>, "bool">;
}

declare module "../tensor/operations.js" {
  interface Operations {
    /** Where at least one differs from 0. See {@link logicalOr}. */
    logicalOr<S extends Shape, const B extends Operand>(
      this: Operand<S>,
      b: B & Demand<BroadcastError<"logicalOr", S, OperandShape<B>>>,
    ): Tensor<Broadcast<S, OperandShape<B>>, "bool">;
  }
}
addMethod("logicalOr", logicalOr);
