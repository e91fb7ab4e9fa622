import { checkOptions } from "../given.js";
import type { DType, Floating } from "../tensor/dtype.js";
import { floating } from "../tensor/dtype.js";
import { addMethod } from "../tensor/methods.js";
import type { Operand } from "../tensor/operand.js";
import type { Shape } from "../tensor/shape.js";
import { normalizeAxes } from "../tensor/shape.js";
import type { AxisOption, Reduce } from "../tensor/shape-types.js";
import type { Tensor } from "../tensor/tensor.js";
import { abs } from "./abs.js";
import { add } from "./add.js";
import { detach } from "./detach.js";
import { exp } from "./exp.js";
import { less } from "./less.js";
import { log } from "./log.js";
import { max } from "./max-min.js";
import { reshape } from "./reshape.js";
import { sub } from "./sub.js";
import { sum } from "./sum.js";
import { operand } from "./support/operands.js";
import { type ReduceOptions, withoutAxes } from "./support/reduction.js";
import { where } from "./where.js";

/**
 * ln Σ e^x, over all axes or the ones given, without overflow: m + ln Σ e^(x - m) with m the greatest value.
 *
 * Shapes: `x [4, 2] → []`, `logSumExp(x, 0) → [2]`, `logSumExp(x, 1, { keepDims: true }) → [4, 1]`. int32
 * and bool give float32.
 * -∞ when there is no value, as the sum is 0. Throws OptionError for an axis that is not there.
 *
 * @example
 * logSumExp(tensor([1000, 1000])).item() // 1000.6931762695312
 */
export function logSumExp<
  S extends Shape,
  D extends DType,
  const Axis extends AxisOption | undefined = undefined,
  const Keep extends boolean = false,
>(
  x: Operand<S, D>,
  axis?: Axis,
  options?: ReduceOptions & { readonly keepDims?: Keep },
): Tensor<Reduce<S, Axis, Keep>, Floating<D>> {
  const values = operand("logSumExp", x, floating);
  const { keepDims = false } = checkOptions("logSumExp", options, "keepDims?: true");
  const axes = normalizeAxes("logSumExp", axis, x.shape.length);
  const m = values.size === 0 ? 0 : shiftOf(values, axis);
  const total: Operand = sum(exp(sub(values, m)), axis, { keepDims: true });
  const result: Operand = add(log(total), m);
  return reshape(result, withoutAxes(x.shape, axes, keepDims)) as Operand as Tensor<
    Reduce<S, Axis, Keep>,
    Floating<D>
  >;
}

/** m: the greatest value, or 0 where that is infinite and would shift by nothing. No gradient goes through it. */
function shiftOf(values: Operand, axis: AxisOption | undefined): Operand {
  const greatest: Operand = max(values, axis, { keepDims: true });
  const finite: Operand = less(abs(greatest), Number.POSITIVE_INFINITY);
  return detach(where(finite as Operand<Shape, "bool">, greatest, 0));
}

declare module "../tensor/operations.js" {
  interface Operations {
    /** ln Σ e^x without overflow. See {@link logSumExp}. */
    logSumExp<
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
addMethod("logSumExp", logSumExp);
