import { checkOptions } from "../given.js";
import type { DType } from "../tensor/dtype.js";
import { addMethod } from "../tensor/methods.js";
import type { Operand } from "../tensor/operand.js";
import { normalizeAxes, type Shape } from "../tensor/shape.js";
import type { AxisOption, Reduce } from "../tensor/shape-types.js";
import type { Tensor } from "../tensor/tensor.js";
import { cast } from "./cast.js";
import { equal } from "./equal.js";
import { greater } from "./greater.js";
import { sum } from "./sum.js";
import { checkTensor } from "./support/operands.js";
import type { ReduceOptions } from "./support/reduction.js";

/**
 * Whether every value differs from 0, over all axes or the ones given.
 *
 * Shapes: `x [4, 2] → []`, `all(x, 0) → [2]`, `all(x, 1, { keepDims: true }) → [4, 1]`.
 * The result is bool; for no values it is true.
 * Throws OptionError for an axis that is not there.
 *
 * @example
 * all(tensor([[true, false], [true, true]]), 1).toArray() // [false, true]
 */
export function all<
  S extends Shape,
  D extends DType,
  const Axis extends AxisOption | undefined = undefined,
  const Keep extends boolean = false,
>(
  x: Operand<S, D>,
  axis?: Axis,
  options?: ReduceOptions & { readonly keepDims?: Keep },
): Tensor<Reduce<S, Axis, Keep>, "bool"> {
  checkTensor("all", x);
  checkOptions("all", options, "keepDims?: true");
  const axes = normalizeAxes("all", axis, x.shape.length);
  const misses: Operand = sum(equal(x as Operand, 0) as Operand, axes, options);
  return equal(misses, 0) as Operand as Tensor<Reduce<S, Axis, Keep>, "bool">;
}

/**
 * Whether a value other than 0 holds anywhere, over all axes or the ones given.
 *
 * Shapes: `x [4, 2] → []`, `any(x, 0) → [2]`, `any(x, 1, { keepDims: true }) → [4, 1]`.
 * The result is bool; for no values it is false.
 * Throws OptionError for an axis that is not there.
 *
 * @example
 * any(tensor([[true, false], [false, false]]), 1).toArray() // [true, false]
 */
export function any<
  S extends Shape,
  D extends DType,
  const Axis extends AxisOption | undefined = undefined,
  const Keep extends boolean = false,
>(
  x: Operand<S, D>,
  axis?: Axis,
  options?: ReduceOptions & { readonly keepDims?: Keep },
): Tensor<Reduce<S, Axis, Keep>, "bool"> {
  checkTensor("any", x);
  checkOptions("any", options, "keepDims?: true");
  const axes = normalizeAxes("any", axis, x.shape.length);
  const hits: Operand = sum(cast(x, "bool"), axes, options);
  return greater(hits, 0) as Operand as Tensor<Reduce<S, Axis, Keep>, "bool">;
}

declare module "../tensor/operations.js" {
  interface Operations {
    /** Whether every value differs from 0. See {@link all}. */
    all<
      S extends Shape,
      D extends DType,
      const Axis extends AxisOption | undefined = undefined,
      const Keep extends boolean = false,
    >(
      this: Operand<S, D>,
      axis?: Axis,
      options?: ReduceOptions & { readonly keepDims?: Keep },
    ): Tensor<Reduce<S, Axis, Keep>, "bool">;
    /** Whether any value differs from 0. See {@link any}. */
    any<
      S extends Shape,
      D extends DType,
      const Axis extends AxisOption | undefined = undefined,
      const Keep extends boolean = false,
    >(
      this: Operand<S, D>,
      axis?: Axis,
      options?: ReduceOptions & { readonly keepDims?: Keep },
    ): Tensor<Reduce<S, Axis, Keep>, "bool">;
  }
}
addMethod("all", all);
addMethod("any", any);
