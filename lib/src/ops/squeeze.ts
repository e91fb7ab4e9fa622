import { ShapeError } from "../errors.js";
import type { DType } from "../tensor/dtype.js";
import { addMethod } from "../tensor/methods.js";
import type { Operand } from "../tensor/operand.js";
import { formatShape, normalizeAxes, type Shape } from "../tensor/shape.js";
import type { AxisOption, Reduce } from "../tensor/shape-types.js";
import type { Tensor } from "../tensor/tensor.js";
import { reshape } from "./reshape.js";
import { checkTensor } from "./support/operands.js";
import { withoutAxes } from "./support/reduction.js";

/** The shape without the named axes, or (undefined) without those of size 1. */
export type Squeezed<S extends Shape, Axis> = [Axis] extends [AxisOption]
  ? Reduce<S, Axis, false>
  : number extends S[number]
    ? Shape
    : WithoutOnes<S>;
type WithoutOnes<S extends Shape> = S extends readonly [
  infer First extends number,
  ...infer Rest extends Shape,
]
  ? First extends 1
    ? WithoutOnes<Rest>
    : [First, ...WithoutOnes<Rest>]
  : [];

/**
 * Takes away axes of size 1: all of them, or the ones given.
 *
 * Shapes: `squeeze(x [1, 3, 1]) → [3]`, `squeeze(x [1, 3, 1], 0) → [3, 1]`.
 * Throws ShapeError when a named axis has another size, OptionError when it is not there.
 *
 * @example
 * squeeze(tensor([[1, 2]])).toArray() // [1, 2]
 */
export function squeeze<
  S extends Shape,
  D extends DType,
  const Axis extends AxisOption | undefined = undefined,
>(x: Operand<S, D>, axis?: Axis): Tensor<Squeezed<S, Axis>, D> {
  checkTensor("squeeze", x);
  const named = axis === undefined ? undefined : normalizeAxes("squeeze", axis, x.shape.length);
  const axes = named ?? x.shape.flatMap((size, i) => (size === 1 ? [i] : []));
  for (const a of axes) {
    if (x.shape[a] !== 1) {
      throw new ShapeError(
        `squeeze: expected size 1 for axis ${a}, got ${x.shape[a]} in ${formatShape(x.shape)}; try reshape`,
      );
    }
  }
  return reshape(x, withoutAxes(x.shape, axes, false)) as Operand as Tensor<Squeezed<S, Axis>, D>;
}

declare module "../tensor/operations.js" {
  interface Operations {
    /** Takes away axes of size 1. See {@link squeeze}. */
    squeeze<S extends Shape, D extends DType, const Axis extends AxisOption | undefined = undefined>(
      this: Operand<S, D>,
      axis?: Axis,
    ): Tensor<Squeezed<S, Axis>, D>;
  }
}
addMethod("squeeze", squeeze);
