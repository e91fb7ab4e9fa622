import { apply } from "../autograd/apply.js";
import type { Operation } from "../autograd/operation.js";
import { atan2 as angleOf } from "../engine/reference/arctangent.js";
import { type Floating, floating } from "../tensor/dtype.js";
import type { Met, Operand, OperandOrNumber, OperandShape } from "../tensor/operand.js";
import { broadcastShapes, sameShape } from "../tensor/shape.js";
import type { Broadcast, BroadcastError, Demand } from "../tensor/shape-types.js";
import type { Tensor } from "../tensor/tensor.js";
import { add } from "./add.js";
import { div } from "./div.js";
import { mul } from "./mul.js";
import { neg } from "./neg.js";
import { meet } from "./support/operands.js";
import { stretch } from "./support/stretch.js";

/** Works on two operands of one shape: `atan2` has stretched them. */
const operation: Operation<undefined, undefined> = {
  name: "atan2",
  saves: ["inputs"],
  plan: ([y]) => ({ shape: y!.shape, dtype: y!.dtype, plan: undefined }),
  run(_engine, [y, x], out) {
    for (let i = 0; i < out.length; i++) out[i] = angleOf(y![i]!, x![i]!);
  },
  backward({ inputs: [y, x], gradient }) {
    const share: Operand = div(gradient, add(mul(x!, x!) as Operand, mul(y!, y!) as Operand) as Operand);
    return [mul(share, x!), neg(mul(share, y!) as Operand)];
  },
};

/**
 * Element-wise angle of the points (x, y), in radians from the x-axis: atan(y / x) in the right quadrant, from -π to π.
 *
 * Shapes broadcast: `y [4, 2], x [2] → [4, 2]`. dtypes promote; int32 and bool give float32. Computed in float64 and
 * rounded once. Its gradients are x / (x² + y²) and -y / (x² + y²), NaN at (0, 0).
 * Throws ShapeError when the shapes do not broadcast.
 *
 * @example
 * atan2(tensor([0, 1]), tensor([1, 0])).toArray().map((a) => Math.round(a * 1000)) // [0, 1571]
 */
export function atan2<const Y extends OperandOrNumber, const X extends OperandOrNumber>(
  y: Y,
  x: X & Demand<BroadcastError<"atan2", OperandShape<Y>, OperandShape<X>>>,
): Tensor<Broadcast<OperandShape<Y>, OperandShape<X>>, Floating<Met<Y, X>>> {
  const both = meet("atan2", y, x, floating);
  const shape = broadcastShapes("atan2", both[0].shape, both[1].shape);
  const stretched = both.map((side) => (sameShape(side.shape, shape) ? side : stretch<Operand>(side, shape)));
  return apply(operation, stretched, undefined);
}
