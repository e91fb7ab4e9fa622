import { ShapeError } from "../errors.js";
import { asTensor } from "../tensor/base.js";
import { maskOf as known, rememberMask } from "../tensor/masks.js";
import type { Operand, OperandShape } from "../tensor/operand.js";
import { formatShape, type Shape } from "../tensor/shape.js";
import type { Demand, Text } from "../tensor/shape-types.js";
import type { Tensor } from "../tensor/tensor.js";

/**
 * The output of a layer with the mask of its input, when its steps are still there: the output begins with the mask's axes
 * and has more.
 */
export function handMaskOn<Y extends Operand>(x: Operand, y: Y): Y {
  const mask = known(x);
  if (mask === undefined || known(y) !== undefined || y.shape.length <= mask.rank) return y;
  return mask.shape.every((size, axis) => size === y.shape[axis]) ? rememberMask(y, mask) : y;
}

/**
 * The mask that a tensor carries: bool, true for the steps that count, [N, steps]; undefined when all of them count.
 *
 * `nn.embedding` with `maskZero` and `nn.masking` make it, layers that keep the steps hand it on, recurrent layers and
 * attention pass over what is masked, losses and metrics leave it out.
 *
 * @example
 * ```ts
 * const words = nn.embedding(10, { outputDim: 2, maskZero: true });
 * nn.maskOf(words.apply(tensor([[3, 5, 0]])))?.toArray(); // [[true, true, false]]
 * ```
 */
export function maskOf(x: Operand): Tensor<Shape, "bool"> | undefined {
  return known(x) as Tensor<Shape, "bool"> | undefined;
}

/** The message for a mask that is not one of a tensor's first axes, or never. */
export type StepsError<S extends Shape, M extends Shape> =
  BeginsWith<S, M> extends false
    ? `withMask: expected a mask of the first axes of ${Text<S>}, got ${Text<M>}`
    : never;

/** Whether a shape has axes beyond those of another, which come first; true where it cannot be told. */
type BeginsWith<S extends Shape, M extends Shape> = number extends S["length"] | M["length"]
  ? true
  : M extends readonly [infer First extends number, ...infer Rest extends Shape]
    ? S extends readonly [infer Own extends number, ...infer Others extends Shape]
      ? number extends First | Own
        ? BeginsWith<Others, Rest>
        : First extends Own
          ? BeginsWith<Others, Rest>
          : false
      : false
    : S extends readonly []
      ? false
      : true;

/**
 * Says which steps of a tensor count, where code of your own has made it from one that carries a mask; gives the tensor back.
 *
 * Shapes: x [N, steps, ...], mask [N, steps]. Throws ShapeError when the tensor does not begin with the mask's axes.
 *
 * @example
 * ```ts
 * const x = nn.withMask(zeros([1, 2, 4]), tensor([[true, false]]));
 * ```
 */
export function withMask<X extends Operand, M extends Shape>(
  x: X,
  mask: Operand<M, "bool"> & Demand<StepsError<OperandShape<X>, M>>,
): X {
  const fits = mask.shape.length < x.shape.length && mask.shape.every((size, axis) => size === x.shape[axis]);
  if (!fits) {
    throw new ShapeError(
      `withMask: expected a mask of the first axes of ${formatShape(x.shape)}, got ${formatShape(mask.shape)}; try one [N, steps]`,
    );
  }
  return rememberMask(x, asTensor(mask));
}
