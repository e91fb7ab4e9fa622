import type { Operation } from "../autograd/operation.js";
import type { ReductionLayout } from "../engine/engine.js";
import type { DType } from "../tensor/dtype.js";
import { addMethod } from "../tensor/methods.js";
import type { Operand } from "../tensor/operand.js";
import type { Shape } from "../tensor/shape.js";
import type { AxisOption, Reduce } from "../tensor/shape-types.js";
import type { Tensor } from "../tensor/tensor.js";
import {
  type ReduceOptions,
  type ReductionAttributes,
  reduceGroups,
  reduction,
} from "./support/reduction.js";
import { shareAmongTies } from "./support/ties.js";

/** A reduction that chooses among values, whose gradient goes to the chosen ones. */
function choice(name: "max" | "min"): Operation<ReductionAttributes, ReductionLayout> {
  return {
    ...reduction(name),
    saves: ["inputs", "output"],
    backward: ({ inputs: [x], output, attributes, gradient }) => [
      shareAmongTies({ x: x!, output, gradient, attributes }),
    ],
  };
}

const greatest = choice("max");
const least = choice("min");

/**
 * The greatest of the values, over all axes or the ones given.
 *
 * Shapes: `x [4, 2] → []`, `max(x, 0) → [2]`, `max(x, 1, { keepDims: true }) → [4, 1]`.
 * NaN when there is one. Equal values share the gradient.
 * Throws OptionError for an axis that is not there, ShapeError when there is no value to choose from.
 *
 * @example
 * max(tensor([[1, 5], [3, 2]]), 0).toArray() // [3, 5]
 */
export function max<
  S extends Shape,
  D extends DType,
  const Axis extends AxisOption | undefined = undefined,
  const Keep extends boolean = false,
>(
  x: Operand<S, D>,
  axis?: Axis,
  options?: ReduceOptions & { readonly keepDims?: Keep },
): Tensor<Reduce<S, Axis, Keep>, D> {
  return reduceGroups("max", { x, axis, options, operation: greatest }) as Tensor<Reduce<S, Axis, Keep>, D>;
}

/**
 * The least of the values, over all axes or the ones given.
 *
 * Shapes: `x [4, 2] → []`, `min(x, 0) → [2]`, `min(x, 1, { keepDims: true }) → [4, 1]`.
 * NaN when there is one. Equal values share the gradient.
 * Throws OptionError for an axis that is not there, ShapeError when there is no value to choose from.
 *
 * @example
 * min(tensor([[1, 5], [3, 2]]), 0).toArray() // [1, 2]
 */
export function min<
  S extends Shape,
  D extends DType,
  const Axis extends AxisOption | undefined = undefined,
  const Keep extends boolean = false,
>(
  x: Operand<S, D>,
  axis?: Axis,
  options?: ReduceOptions & { readonly keepDims?: Keep },
): Tensor<Reduce<S, Axis, Keep>, D> {
  return reduceGroups("min", { x, axis, options, operation: least }) as Tensor<Reduce<S, Axis, Keep>, D>;
}

declare module "../tensor/operations.js" {
  interface Operations {
    /** The greatest of the values, over all axes or the ones given. See {@link max}. */
    max<
      S extends Shape,
      D extends DType,
      const Axis extends AxisOption | undefined = undefined,
      const Keep extends boolean = false,
    >(
      this: Operand<S, D>,
      axis?: Axis,
      options?: ReduceOptions & { readonly keepDims?: Keep },
    ): Tensor<Reduce<S, Axis, Keep>, D>;
    /** The least of the values, over all axes or the ones given. See {@link min}. */
    min<
      S extends Shape,
      D extends DType,
      const Axis extends AxisOption | undefined = undefined,
      const Keep extends boolean = false,
    >(
      this: Operand<S, D>,
      axis?: Axis,
      options?: ReduceOptions & { readonly keepDims?: Keep },
    ): Tensor<Reduce<S, Axis, Keep>, D>;
  }
}
addMethod("max", max);
addMethod("min", min);
