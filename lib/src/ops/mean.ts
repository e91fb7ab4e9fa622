import { checkOptions } from "../given.js";
import { type DType, type Floating, floating } from "../tensor/dtype.js";
import { addMethod } from "../tensor/methods.js";
import type { Operand } from "../tensor/operand.js";
import { normalizeAxes, type Shape } from "../tensor/shape.js";
import type { AxisOption, Reduce } from "../tensor/shape-types.js";
import type { Tensor } from "../tensor/tensor.js";
import { div } from "./div.js";
import { sum } from "./sum.js";
import { operand } from "./support/operands.js";
import type { ReduceOptions } from "./support/reduction.js";

/**
 * The mean of the values, over all axes or the ones given: their sum divided by their number.
 *
 * Shapes: `x [4, 2] → []`, `mean(x, 0) → [2]`, `mean(x, 1, { keepDims: true }) → [4, 1]`. int32 and bool give
 * float32. The mean of no values is NaN. Throws OptionError for an axis that is not there.
 *
 * @example
 * mean(tensor([[1, 2], [3, 4]]), 0).toArray() // [2, 3]
 */
export function mean<
  S extends Shape,
  D extends DType,
  const Axis extends AxisOption | undefined = undefined,
  const Keep extends boolean = false,
>(
  x: Operand<S, D>,
  axis?: Axis,
  options?: ReduceOptions & { readonly keepDims?: Keep },
): Tensor<Reduce<S, Axis, Keep>, Floating<D>> {
  const values = operand("mean", x, floating);
  checkOptions("mean", options, "keepDims?: true");
  let count = 1;
  for (const a of normalizeAxes("mean", axis, x.shape.length)) count *= x.shape[a]!;
  const total: Operand = sum(values, axis, options);
  return div(total, count) as Operand as Tensor<Reduce<S, Axis, Keep>, Floating<D>>;
}

declare module "../tensor/operations.js" {
  interface Operations {
    /** The mean of the values, over all axes or the ones given. See {@link mean}. */
    mean<
      S extends Shape,
      D extends DType,
      const Axis extends AxisOption | undefined = undefined,
      const Keep extends boolean = false,
    >(
      this: Operand<S, D>,
      axis?: Axis,
      options?: ReduceOptions & { readonly keepDims?: Keep },
    ): Tensor<Reduce<S, Axis, Keep>, Floating<D>>;
  }
}
addMethod("mean", mean);
