import type { Operation } from "../autograd/operation.js";
import type { ReductionLayout } from "../engine/engine.js";
import type { AnyTensor } from "../tensor/base.js";
import { asTensor } from "../tensor/base.js";
import { type Arithmetic, arithmetic, type DType } from "../tensor/dtype.js";
import { addMethod } from "../tensor/methods.js";
import type { Operand } from "../tensor/operand.js";
import { normalizeAxes, type Shape } from "../tensor/shape.js";
import type { AxisOption, Reduce } from "../tensor/shape-types.js";
import type { Tensor } from "../tensor/tensor.js";
import { broadcastTo } from "./broadcast-to.js";
import { reshape } from "./reshape.js";
import { checkTensor, convert } from "./support/operands.js";
import {
  applyToGroups,
  keptShape,
  type ReduceOptions,
  type ReductionAttributes,
  reduction,
} from "./support/reduction.js";

const operation: Operation<ReductionAttributes, ReductionLayout> = {
  ...reduction("sum"),
  backward({ inputs: [x], attributes, gradient }) {
    const kept: Operand = attributes.keepDims ? gradient : reshape(gradient, keptShape(x!.shape, attributes));
    return [broadcastTo(kept, x!.shape)];
  },
};

/** The sum over sorted axes, which go away. */
export function sumOver(x: Operand, axes: readonly number[]): AnyTensor {
  return applyToGroups(asTensor(x), { axes, keepDims: false, operation });
}

/**
 * The sum of the values, over all axes or the ones given.
 *
 * Shapes: `x [4, 2] → []`, `sum(x, 0) → [2]`, `sum(x, 1, { keepDims: true }) → [4, 1]`. bool gives int32.
 * Order: over the last axis (or all) four interleaved running sums, else in sequence; each addition rounded.
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
  { keepDims }: ReduceOptions & { readonly keepDims?: Keep } = {},
): Tensor<Reduce<S, Axis, Keep>, Arithmetic<D>> {
  checkTensor("sum", x);
  const axes = normalizeAxes("sum", axis, x.shape.length);
  const values = convert(asTensor(x), arithmetic(x.dtype));
  return applyToGroups(values, { axes, keepDims: keepDims ?? false, operation }) as Operand as Tensor<
    Reduce<S, Axis, Keep>,
    Arithmetic<D>
  >;
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
