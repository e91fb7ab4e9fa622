import { DTypeError, GradientError, ShapeError } from "../errors.js";
import { effect } from "../recorder/effect.js";
import { asTensor } from "../tensor/base.js";
import { isFloat, promote } from "../tensor/dtype.js";
import { addMethod } from "../tensor/methods.js";
import type { Operand } from "../tensor/operand.js";
import { formatShape, type Shape, sameShape } from "../tensor/shape.js";
import { checkTensor, convert } from "./support/operands.js";

/**
 * Replaces the values of a tensor in place, as an optimizer does with weights. Its gradient stays.
 *
 * Throws ShapeError when the shapes differ, DTypeError for values that the dtype does not hold, GradientError for a tensor that was computed from others, whose
 * values belong to the graph.
 *
 * @example
 * const w = tensor([1, 2], { requiresGrad: true });
 * assign(w, w.sub(0.5));
 * w.toArray() // [0.5, 1.5]
 */
export function assign(target: Operand, values: Operand): void {
  checkTensor("assign", target);
  checkTensor("assign", values);
  const tensor = asTensor(target);
  if (!sameShape(target.shape, values.shape)) {
    throw new ShapeError(
      `assign: expected values of shape ${formatShape(target.shape)}, got ${formatShape(values.shape)}; try reshape or broadcastTo`,
    );
  }
  if (promote(values.dtype, target.dtype) !== target.dtype && !isFloat(target.dtype)) {
    throw new DTypeError(
      `assign: expected values of ${target.dtype}, got ${values.dtype}; try .cast("${target.dtype}") first`,
    );
  }
  if (tensor.node !== undefined) {
    throw new GradientError(
      `assign: expected a tensor made from values, got the result of ${tensor.node.operation.name}; try assign on the tensors it was computed from, or detach() first`,
    );
  }
  effect(
    "assign",
    [tensor],
    ([to, from]) => {
      to!.set(from!);
      tensor.version++;
    },
    { reads: [convert(asTensor(values), tensor.dtype)] },
  );
}

declare module "../tensor/operations.js" {
  interface Operations {
    /** Replaces the values in place. See {@link assign}. */
    assign<S extends Shape>(this: Operand<S>, values: Operand<S>): void;
  }
}
addMethod("assign", assign);
