import { apply } from "../autograd/apply.js";
import { type Arithmetic, arithmetic, type DType, type Promote } from "../tensor/dtype.js";
import { addMethod } from "../tensor/methods.js";
import type { Met, Operand, OperandDType, OperandOrNumber, OperandShape } from "../tensor/operand.js";
import type { Shape } from "../tensor/shape.js";
import type { Broadcast, BroadcastError, Demand } from "../tensor/shape-types.js";
import type { Tensor } from "../tensor/tensor.js";
import { div } from "./div.js";
import { floor } from "./floor.js";
import { mul } from "./mul.js";
import { neg } from "./neg.js";
import { binaryOperation } from "./support/binary.js";
import { meet } from "./support/operands.js";

const operation = binaryOperation("mod", {
  saves: ["inputs"],
  gradients: [
    ({ gradient }) => gradient,
    ({ inputs: [a, b], gradient }) => neg(mul(gradient, floor(div(a!, b!)))),
  ],
});

/**
 * Element-wise remainder: a - b · ⌊a / b⌋.
 *
 * Shapes broadcast: `a [4, 2], b [2] → [4, 2]`. dtypes promote (bool → int32 → float32 → float64). The
 * result has the sign of b, as in NumPy; x mod 0 is NaN, and 0 for whole numbers.
 * Throws ShapeError when the shapes do not broadcast.
 *
 * @example
 * mod(tensor([-1, 5]), 3).toArray() // [2, 2]
 */
export function mod<const A extends OperandOrNumber, const B extends OperandOrNumber>(
  a: A,
  b: B & Demand<BroadcastError<"mod", OperandShape<A>, OperandShape<B>>>,
): Tensor<Broadcast<OperandShape<A>, OperandShape<B>>, Arithmetic<Met<A, B>>> {
  return apply(operation, meet("mod", a, b, arithmetic), undefined);
}

declare module "../tensor/operations.js" {
  interface Operations {
    /** Element-wise remainder: a - b · ⌊a / b⌋. See {@link mod}. */
    mod<S extends Shape, D extends DType, const B extends OperandOrNumber>(
      this: Operand<S, D>,
      b: B & Demand<BroadcastError<"mod", S, OperandShape<B>>>,
    ): Tensor<Broadcast<S, OperandShape<B>>, Arithmetic<Promote<D, OperandDType<B, D>>>>;
  }
}
addMethod("mod", mod);
