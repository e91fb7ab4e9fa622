import { apply } from "../autograd/apply.js";
import type { Operation } from "../autograd/operation.js";
import { DTypeError } from "../errors.js";
import { asTensor } from "../tensor/base.js";
import type { Met, Operand, OperandOrNumber, OperandShape } from "../tensor/operand.js";
import { broadcastShapes, type Shape } from "../tensor/shape.js";
import type { Broadcast, BroadcastError, Demand } from "../tensor/shape-types.js";
import type { Tensor } from "../tensor/tensor.js";
import { broadcastTo } from "./broadcast-to.js";
import { checkTensor, meet } from "./support/operands.js";

/** Works on a condition and two values of one shape: `where` has stretched them. */
const operation: Operation<undefined, undefined> = {
  name: "where",
  saves: ["inputs"],
  plan: ([, a]) => ({ shape: a!.shape, dtype: a!.dtype, plan: undefined }),
  run: (engine, [condition, a, b], out) => engine.select(condition as Uint8Array, a!, b!, out),
  backward: ({ inputs: [condition], gradient }) => [
    undefined,
    where(condition as Operand<Shape, "bool">, gradient, 0),
    where(condition as Operand<Shape, "bool">, 0, gradient),
  ],
};

/**
 * Chooses element by element: a where the condition holds, else b.
 *
 * Shapes: all three broadcast together. The gradient goes to the values that were chosen, the others get 0. What lies
 * behind a hidden value makes NaN of that 0 where its own slope is infinite, as in PyTorch and JAX: the gradient of
 * `where(x.greater(0), x.log(), 0)` is NaN at 0. Hide the input, too:
 * `where(x.greater(0), where(x.greater(0), x, 1).log(), 0)`.
 * Throws DTypeError when the condition is not bool, ShapeError when the shapes do not broadcast.
 *
 * @example
 * const x = tensor([-1, 2]);
 * where(x.greater(0), x, 0).toArray() // [0, 2]
 */
export function where<S extends Shape, const A extends OperandOrNumber, const B extends OperandOrNumber>(
  condition: Operand<S, "bool">,
  a: A & Demand<BroadcastError<"where", S, OperandShape<A>>>,
  b: B & Demand<BroadcastError<"where", S, OperandShape<B>>>,
): Tensor<Broadcast<Broadcast<S, OperandShape<A>>, OperandShape<B>>, Met<A, B>> {
  checkTensor("where", condition);
  if (condition.dtype !== "bool") {
    throw new DTypeError(
      `where: expected a condition of dtype bool, got ${condition.dtype}; try a comparison such as x.greater(0)`,
    );
  }
  const [x, y] = meet("where", a, b);
  const shape = broadcastShapes("where", broadcastShapes("where", condition.shape, x.shape), y.shape);
  const stretched = [asTensor(condition), x, y].map((t) => (t.shape === shape ? t : broadcastTo(t, shape)));
  return apply(operation, stretched, undefined);
}
