import { apply } from "../autograd/apply.js";
import { checkOptions } from "../given.js";
import type { DType, Floating } from "../tensor/dtype.js";
import { addMethod } from "../tensor/methods.js";
import type { Operand } from "../tensor/operand.js";
import type { Shape } from "../tensor/shape.js";
import { normalizeAxes } from "../tensor/shape.js";
import type { AxisOption, Reduce } from "../tensor/shape-types.js";
import type { Tensor } from "../tensor/tensor.js";
import { div } from "./div.js";
import { equal } from "./equal.js";
import { mul } from "./mul.js";
import { checkTensor } from "./support/operands.js";
import { unaryOperation } from "./support/unary.js";
import { type VarianceOptions, variance } from "./variance.js";
import { where } from "./where.js";

/** √x whose slope at 0 is 0 instead of ∞: there, equal values lie at the bottom of a valley. */
const root = unaryOperation("sqrt", {
  saves: ["output"],
  gradient: ({ output, gradient }) =>
    div(gradient, mul(where(equal(output, 0), Number.POSITIVE_INFINITY, output), 2)),
});

/**
 * The standard deviation of the values, over all axes or the ones given: the square root of their variance.
 *
 * Shapes: `x [4, 2] → []`, `std(x, 0) → [2]`, `std(x, 1, { keepDims: true }) → [4, 1]`. int32 and bool
 * give float32.
 * `correction` is 0 by default, as in NumPy and Keras (PyTorch: 1). The gradient of equal values is 0, as in PyTorch.
 * Throws OptionError for an axis that is not there.
 *
 * @example
 * std(tensor([1, 3])).item() // 1
 */
export function std<
  S extends Shape,
  D extends DType,
  const Axis extends AxisOption | undefined = undefined,
  const Keep extends boolean = false,
>(
  x: Operand<S, D>,
  axis?: Axis,
  options?: VarianceOptions & { readonly keepDims?: Keep },
): Tensor<Reduce<S, Axis, Keep>, Floating<D>> {
  checkTensor("std", x);
  const { keepDims, correction = 0 } = checkOptions("std", options, "correction#: 1, keepDims?");
  const axes = normalizeAxes("std", axis, x.shape.length);
  const squared: Operand = variance(x as Operand, axes, { keepDims: keepDims ?? false, correction });
  return apply<undefined, undefined, Operand>(root, [squared], undefined) as Tensor<
    Reduce<S, Axis, Keep>,
    Floating<D>
  >;
}

declare module "../tensor/operations.js" {
  interface Operations {
    /** The standard deviation of the values. See {@link std}. */
    std<
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
addMethod("std", std);
