import { checkOptions } from "../given.js";
import type { DType } from "../tensor/dtype.js";
import { addMethod } from "../tensor/methods.js";
import type { Operand } from "../tensor/operand.js";
import type { Shape } from "../tensor/shape.js";
import { normalizeAxis } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { argsort, type SortOptions } from "./argsort.js";
import { checkTensor } from "./support/operands.js";
import { takeAlongAxis } from "./take-along-axis.js";

/**
 * The values in order along an axis, by default the last; gradients go back to where the values came from.
 *
 * Shapes: `x [...] → [...]`. NaN is the greatest. Throws OptionError for an axis that is not there.
 *
 * @example
 * sort(tensor([3, 1, 2]), -1, { descending: true }).toArray() // [3, 2, 1]
 */
export function sort<S extends Shape, D extends DType>(
  x: Operand<S, D>,
  axis = -1,
  options?: SortOptions,
): Tensor<S, D> {
  checkTensor("sort", x);
  checkOptions("sort", options, "descending?: true");
  const along = normalizeAxis("sort", axis, x.shape.length);
  const order = argsort(x, along, options) as Operand<S, "int32">;
  return takeAlongAxis(x, order, { axis: along });
}

declare module "../tensor/operations.js" {
  interface Operations {
    /** The values in order along an axis. See {@link sort}. */
    sort<S extends Shape, D extends DType>(
      this: Operand<S, D>,
      axis?: number,
      options?: SortOptions,
    ): Tensor<S, D>;
  }
}
addMethod("sort", sort);
