import { ShapeError } from "../errors.js";
import type { DType } from "../tensor/dtype.js";
import { addMethod } from "../tensor/methods.js";
import type { Operand } from "../tensor/operand.js";
import { broadcastShapes, checkShape, formatShape, type Shape, sameShape } from "../tensor/shape.js";
import type { Literal } from "../tensor/shape-types.js";
import type { Tensor } from "../tensor/tensor.js";
import { checkTensor } from "./support/operands.js";
import { stretch } from "./support/stretch.js";

/**
 * Repeats values along axes of size 1, and along new axes in front, to fill a shape.
 *
 * Shapes: `x [2] → [4, 2]`. Throws ShapeError when x does not stretch to the shape.
 *
 * @example
 * broadcastTo(tensor([1, 2]), [2, 2]).toArray() // [[1, 2], [1, 2]]
 */
export function broadcastTo<D extends DType, const To extends Shape>(
  x: Operand<Shape, D>,
  shape: To,
): Tensor<Literal<To>, D> {
  checkTensor("broadcastTo", x);
  checkShape("broadcastTo", shape);
  if (!sameShape(broadcastShapes("broadcastTo", x.shape, shape), shape)) {
    throw new ShapeError(
      `broadcastTo: expected a shape that ${formatShape(x.shape)} stretches to, got ${formatShape(shape)}; try a shape whose last sizes equal those of the tensor`,
    );
  }
  return stretch(x, shape.slice());
}

declare module "../tensor/operations.js" {
  interface Operations {
    /** Repeats values to fill a shape. See {@link broadcastTo}. */
    broadcastTo<D extends DType, const To extends Shape>(
      this: Operand<Shape, D>,
      shape: To,
    ): Tensor<Literal<To>, D>;
  }
}
addMethod("broadcastTo", broadcastTo);
