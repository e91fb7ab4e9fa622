import { apply } from "../autograd/apply.js";
import { ShapeError } from "../errors.js";
import { checkOptions } from "../given.js";
import { addMethod } from "../tensor/methods.js";
import type { Operand } from "../tensor/operand.js";
import { formatShape, normalizeAxis, type Shape } from "../tensor/shape.js";
import type { Reduce } from "../tensor/shape-types.js";
import type { Tensor } from "../tensor/tensor.js";
import { checkTensor } from "./support/operands.js";
import { type ReduceOptions, reduction } from "./support/reduction.js";

const operations = {
  argmax: reduction("argmax", () => "int32"),
  argmin: reduction("argmin", () => "int32"),
};

/** Where the value that is looked for stands, along an axis or in the flattened tensor. */
function position<Result extends Operand>(
  name: keyof typeof operations,
  x: Operand,
  { axis, options }: { readonly axis: number | undefined; readonly options: ReduceOptions | undefined },
): Result {
  checkTensor(name, x);
  const { keepDims = false } = checkOptions(name, options, "keepDims?: true");
  const rank = x.shape.length;
  const along = axis === undefined ? undefined : normalizeAxis(name, axis, rank);
  const group = along === undefined ? { start: 0, end: rank } : { start: along, end: along + 1 };
  if (x.shape.slice(group.start, group.end).includes(0)) {
    throw new ShapeError(
      `${name}: expected at least one value to choose from, got shape ${formatShape(x.shape)}; try an axis that is not empty`,
    );
  }
  return apply(operations[name], [x], { ...group, keepDims });
}

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
  options?: ReduceOptions & { readonly keepDims?: Keep },
): Tensor<Reduce<S, Axis, Keep>, "int32"> {
  return position("argmax", x, { axis, options });
}

/**
 * The position of the least value along an axis, or in the flattened tensor when none is given.
 *
 * Shapes: `x [4, 2] → []`, `argmin(x, 1) → [4]`. The result is int32 and carries no gradient. The first of
 * equals; the first NaN when there is one.
 * Throws OptionError for an axis that is not there, ShapeError when there is no value to choose from.
 *
 * @example
 * argmin(tensor([[1, 5], [3, 2]]), 1).toArray() // [0, 1]
 */
export function argmin<
  S extends Shape,
  const Axis extends number | undefined = undefined,
  const Keep extends boolean = false,
>(
  x: Operand<S>,
  axis?: Axis,
  options?: ReduceOptions & { readonly keepDims?: Keep },
): Tensor<Reduce<S, Axis, Keep>, "int32"> {
  return position("argmin", x, { axis, options });
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
    /** The position of the least value along an axis, or of all. See {@link argmin}. */
    argmin<
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
addMethod("argmin", argmin);
