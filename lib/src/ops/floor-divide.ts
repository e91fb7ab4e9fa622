import { type Arithmetic, arithmetic, isFloat } from "../tensor/dtype.js";
import type { Met, Operand, OperandOrNumber, OperandShape } from "../tensor/operand.js";
import { broadcastShapes, type Shape } from "../tensor/shape.js";
import type { Broadcast, BroadcastError, Demand } from "../tensor/shape-types.js";
import type { Tensor } from "../tensor/tensor.js";
import { div } from "./div.js";
import { equal } from "./equal.js";
import { floor } from "./floor.js";
import { mod } from "./mod.js";
import { round } from "./round.js";
import { sub } from "./sub.js";
import { castTo } from "./support/casting.js";
import { meet } from "./support/operands.js";
import { where } from "./where.js";

/**
 * Element-wise quotient rounded down: ⌊a / b⌋, so that a = b · floorDivide(a, b) + mod(a, b).
 *
 * Shapes broadcast: `a [4, 2], b [2] → [4, 2]`. dtypes promote (bool → int32 → float32 → float64). As in NumPy it is
 * the quotient itself that is rounded down, before it is rounded to the dtype: 1 by 0.1 gives 9, since 0.1 is held as
 * a little more. By 0 it is infinite or NaN, and 0 for whole numbers. No gradient flows.
 * Throws ShapeError when the shapes do not broadcast.
 *
 * @example
 * floorDivide(tensor([-1, 7]), 2).toArray() // [-1, 3]
 */
export function floorDivide<const A extends OperandOrNumber, const B extends OperandOrNumber>(
  a: A,
  b: B & Demand<BroadcastError<"floorDivide", OperandShape<A>, OperandShape<B>>>,
): Tensor<Broadcast<OperandShape<A>, OperandShape<B>>, Arithmetic<Met<A, B>>> {
  const [x, y] = meet("floorDivide", a, b, arithmetic);
  broadcastShapes("floorDivide", x.shape, y.shape);
  const byZero: Operand<Shape, "bool"> = equal(y, 0);
  if (isFloat(x.dtype)) {
    // What mod leaves is divided without a remainder: rounding mends the last bits.
    const whole: Operand = round(div(sub(x, mod(x, y)), y) as Operand);
    return where(byZero, floor(div(x, y) as Operand), whole) as Operand as never;
  }
  // float64 holds every int32, and their quotients to far less than the distance to the next whole number.
  const quotient: Operand = div(castTo<Operand>(x, "float64"), where(byZero, 1, y) as Operand);
  const whole: Operand = castTo(floor(quotient) as Operand, "int32");
  return where(byZero, 0, whole) as Operand as never;
}
