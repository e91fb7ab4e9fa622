import { checkOptions } from "../given.js";
import type { DType, Floating } from "../tensor/dtype.js";
import { floating } from "../tensor/dtype.js";
import { addMethod } from "../tensor/methods.js";
import type { Operand } from "../tensor/operand.js";
import type { Shape } from "../tensor/shape.js";
import { normalizeAxes } from "../tensor/shape.js";
import type { AxisOption, Reduce } from "../tensor/shape-types.js";
import type { Tensor } from "../tensor/tensor.js";
import { div } from "./div.js";
import { mean } from "./mean.js";
import { mul } from "./mul.js";
import { sub } from "./sub.js";
import { sum } from "./sum.js";
import { operand } from "./support/operands.js";
import type { ReduceOptions } from "./support/reduction.js";

/** Options of {@link variance} and {@link std}. */
export interface VarianceOptions extends ReduceOptions {
  /** Taken off the number of values: 0 for that of the values themselves, 1 for a sample's. Default 0. */
  readonly correction?: number;
}

/**
 * The variance of the values, over all axes or the ones given: Σ (x - mean)² / (n - correction).
 *
 * Shapes: `x [4, 2] → []`, `variance(x, 0) → [2]`, `variance(x, 1, { keepDims: true }) → [4, 1]`. int32
 * and bool give float32.
 * `correction` is 0 by default, as in NumPy and Keras (PyTorch: 1). Throws OptionError for an axis that is
 * not there.
 *
 * @example
 * variance(tensor([1, 2, 3, 4])).item() // 1.25
 */
export function variance<
  S extends Shape,
  D extends DType,
  const Axis extends AxisOption | undefined = undefined,
  const Keep extends boolean = false,
>(
  x: Operand<S, D>,
  axis?: Axis,
  options?: VarianceOptions & { readonly keepDims?: Keep },
): Tensor<Reduce<S, Axis, Keep>, Floating<D>> {
  const values = operand("variance", x, floating);
  const { keepDims = false, correction = 0 } = checkOptions("variance", options, "correction#: 1, keepDims?");
  const axes = normalizeAxes("variance", axis, x.shape.length);
  const center: Operand = mean(values, axes, { keepDims: true });
  const apart: Operand = sub(values, center);
  let count = 1;
  for (const a of axes) count *= x.shape[a]!;
  const total: Operand = sum(mul(apart, apart) as Operand, axes, { keepDims });
  return div(total, count - correction) as Operand as Tensor<Reduce<S, Axis, Keep>, Floating<D>>;
}

declare module "../tensor/operations.js" {
  interface Operations {
    /** The variance of the values. See {@link variance}. */
    variance<
      S extends Shape,
      D extends DType,
      const Axis extends AxisOption | undefined = undefined,
      const Keep extends boolean = false,
    >(
      this: Operand<S, D>,
      axis?: Axis,
      options?: VarianceOptions & { readonly keepDims?: Keep },
    ): Tensor<Reduce<S, Axis, Keep>, Floating<D>>;
  }
}
addMethod("variance", variance);
