import { checkOptions } from "../given.js";
import { asTensor } from "../tensor/base.js";
import { type Arithmetic, arithmetic, type DType } from "../tensor/dtype.js";
import { addMethod } from "../tensor/methods.js";
import type { Operand } from "../tensor/operand.js";
import { normalizeAxes, type Shape } from "../tensor/shape.js";
import type { AxisOption, Reduce } from "../tensor/shape-types.js";
import type { Tensor } from "../tensor/tensor.js";
import { checkTensor, convert } from "./support/operands.js";
import type { ReduceOptions } from "./support/reduction.js";
import { sumOver } from "./support/stretch.js";

/**
 * The sum of the values, over all axes or the ones given.
 *
 * Shapes: `x [4, 2] → []`, `sum(x, 0) → [2]`, `sum(x, 1, { keepDims: true }) → [4, 1]`. bool gives int32.
 * Order: over the last axis (or all) four interleaved running sums, else in sequence; each addition rounded.
 * More than 4,096 values are added in blocks of at most 256, and their sums in pairs, so that long sums stay exact.
 * The sum of no values is 0. Throws OptionError for an axis that is not there.
 *
 * @example
 * sum(tensor([[1, 2], [3, 4]]), 0).toArray() // [4, 6]
 */
export function sum<
  S extends Shape,
  D extends DType,
  const Axis extends AxisOption | undefined = undefined,
  const Keep extends boolean = false,
>(
  x: Operand<S, D>,
  axis?: Axis,
  options?: ReduceOptions & { readonly keepDims?: Keep },
): Tensor<Reduce<S, Axis, Keep>, Arithmetic<D>> {
  checkTensor("sum", x);
  const { keepDims = false } = checkOptions("sum", options, "keepDims?: true");
  const axes = normalizeAxes("sum", axis, x.shape.length);
  const values = convert(asTensor(x), arithmetic(x.dtype));
  return sumOver(values, axes, keepDims) as Operand as Tensor<Reduce<S, Axis, Keep>, Arithmetic<D>>;
}

declare module "../tensor/operations.js" {
  interface Operations {
    /** The sum of the values, over all axes or the ones given. See {@link sum}. */
    sum<
      S extends Shape,
      D extends DType,
      const Axis extends AxisOption | undefined = undefined,
      const Keep extends boolean = false,
    >(
      this: Operand<S, D>,
      axis?: Axis,
      options?: ReduceOptions & { readonly keepDims?: Keep },
    ): Tensor<Reduce<S, Axis, Keep>, Arithmetic<D>>;
  }
}
addMethod("sum", sum);
