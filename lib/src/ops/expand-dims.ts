import type { DType } from "../tensor/dtype.js";
import { addMethod } from "../tensor/methods.js";
import type { Operand } from "../tensor/operand.js";
import { normalizeAxis, type Shape } from "../tensor/shape.js";
import type { InsertAxis } from "../tensor/shape-types.js";
import type { Tensor } from "../tensor/tensor.js";
import { reshape } from "./reshape.js";
import { checkTensor } from "./support/operands.js";

/**
 * Adds an axis of size 1 at a place; -1 puts it last.
 *
 * Shapes: `expandDims(x [3], 0) → [1, 3]`, `expandDims(x [3], -1) → [3, 1]`.
 * Throws OptionError for a place that is not there.
 *
 * @example
 * expandDims(tensor([1, 2]), 1).toArray() // [[1], [2]]
 */
export function expandDims<S extends Shape, D extends DType, const Axis extends number>(
  x: Operand<S, D>,
  axis: Axis,
): Tensor<InsertAxis<S, Axis, 1>, D> {
  checkTensor("expandDims", x);
  const shape: number[] = x.shape.slice();
  shape.splice(normalizeAxis("expandDims", axis, shape.length + 1), 0, 1);
  return reshape(x, shape) as Operand as Tensor<InsertAxis<S, Axis, 1>, D>;
}

declare module "../tensor/operations.js" {
  interface Operations {
    /** Adds an axis of size 1 at a place. See {@link expandDims}. */
    expandDims<S extends Shape, D extends DType, const Axis extends number>(
      this: Operand<S, D>,
      axis: Axis,
    ): Tensor<InsertAxis<S, Axis, 1>, D>;
  }
}
addMethod("expandDims", expandDims);
