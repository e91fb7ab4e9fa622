import { addMethod } from "../tensor/methods.js";
import type { Operand, OperandShape } from "../tensor/operand.js";
import { broadcastShapes, type Shape } from "../tensor/shape.js";
import type { Broadcast, BroadcastError, Demand } from "../tensor/shape-types.js";
import type { Tensor } from "../tensor/tensor.js";
import { cast } from "./cast.js";
import { greater } from "./greater.js";
import { mul } from "./mul.js";
import { checkTensor } from "./support/operands.js";

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
  checkTensor("logicalAnd", a);
  checkTensor("logicalAnd", b);
  broadcastShapes("logicalAnd", a.shape, (b as Operand).shape);
  const x: Operand = cast(cast(a as Operand, "bool"), "int32");
  const y: Operand = cast(cast(b as Operand, "bool"), "int32");
  return greater(mul(x, y) as Operand, 0) as Operand as Tensor<Broadcast<S, OperandShape<B>>, "bool">;
}

declare module "../tensor/operations.js" {
  interface Operations {
    /** Where both differ from 0. See {@link logicalAnd}. */
    logicalAnd<S extends Shape, const B extends Operand>(
      this: Operand<S>,
      b: B & Demand<BroadcastError<"logicalAnd", S, OperandShape<B>>>,
    ): Tensor<Broadcast<S, OperandShape<B>>, "bool">;
  }
}
addMethod("logicalAnd", logicalAnd);
