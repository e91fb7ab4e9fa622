import { apply } from "../autograd/apply.js";
import type { Operation } from "../autograd/operation.js";
import type { ReductionLayout } from "../engine/engine.js";
import { ShapeError } from "../errors.js";
import { addMethod } from "../tensor/methods.js";
import type { Operand } from "../tensor/operand.js";
import { formatShape, normalizeAxis, type Shape } from "../tensor/shape.js";
import type { Reduce } from "../tensor/shape-types.js";
import type { Tensor } from "../tensor/tensor.js";
import { checkTensor } from "./support/operands.js";
import { type ReduceOptions, type ReductionAttributes, reduction } from "./support/reduction.js";

const operation: Operation<ReductionAttributes, ReductionLayout> = reduction("argmax", () => "int32");

/**
 * The position of the greatest value along an axis, or in the flattened tensor when none is given.
 *
 * Shapes: `x [4, 2] → []`, `argmax(x, 1) → [4]`. The result is int32 and carries no gradient. The first of
 * equals; the first NaN when there is one.
 * Throws OptionError for an axis that is not there, ShapeError when there is no value to choose from.
 *
 * @example
 * argmax(tensor([[1, 5], [3, 2]]), 1).toArray() // [1, 0]
 */
export function argmax<
  S extends Shape,
  const Axis extends number | undefined = undefined,
  const Keep extends boolean = false,
>(
  x: Operand<S>,
  axis?: Axis,
  { keepDims }: ReduceOptions & { readonly keepDims?: Keep } = {},
): Tensor<Reduce<S, Axis, Keep>, "int32"> {
  checkTensor("argmax", x);
  const rank = x.shape.length;
  const along = axis === undefined ? undefined : normalizeAxis("argmax", axis, rank);
  const group = along === undefined ? { start: 0, end: rank } : { start: along, end: along + 1 };
  if (x.shape.slice(group.start, group.end).includes(0)) {
    throw new ShapeError(
      `argmax: expected at least one value to choose from, got shape ${formatShape(x.shape)}; try an axis that is not empty`,
    );
  }
  return apply(operation, [x], { ...group, keepDims: keepDims ?? false });
}

declare module "../tensor/operations.js" {
  interface Operations {
    /** The position of the greatest value along an axis, or of all. See {@link argmax}. */
    argmax<
      S extends Shape,
      const Axis extends number | undefined = undefined,
      const Keep extends boolean = false,
    >(
      this: Operand<S>,
      axis?: Axis,
      options?: ReduceOptions & { readonly keepDims?: Keep },
    ): Tensor<Reduce<S, Axis, Keep>, "int32">;
  }
}
addMethod("argmax", argmax);
