import { OptionError } from "../errors.js";
import { checkOptions, isList, quoted } from "../given.js";
import type { DType } from "../tensor/dtype.js";
import { ones } from "../tensor/fill.js";
import { addMethod } from "../tensor/methods.js";
import type { Operand } from "../tensor/operand.js";
import type { Shape } from "../tensor/shape.js";
import type { Every } from "../tensor/shape-types.js";
import type { Tensor } from "../tensor/tensor.js";
import { embed } from "./slice.js";
import { checkTensor, constant } from "./support/operands.js";
import { where } from "./where.js";

/** Options of {@link pad}. */
export interface PadOptions {
  /** What to pad with. Default 0. */
  readonly value?: number;
}

/**
 * Puts values before and after those of each axis: one pair of widths for each axis.
 *
 * Shapes: `pad(x [4, 2], [[1, 1], [0, 3]]) → [6, 5]`.
 * Throws OptionError for widths that are not one pair of whole numbers of at least 0 for each axis, DTypeError for a
 * value that the dtype does not hold.
 *
 * @example
 * pad(tensor([1, 2]), [[1, 2]]).toArray() // [0, 1, 2, 0, 0]
 */
export function pad<S extends Shape, D extends DType>(
  x: Operand<S, D>,
  widths: readonly (readonly [before: number, after: number])[],
  options?: PadOptions,
): Tensor<Every<S, number>, D> {
  checkTensor("pad", x);
  const { value = 0 } = checkOptions("pad", options, "value#: 0");
  const sound =
    isList(widths) &&
    widths.every((pair) => pair.length === 2 && pair.every((w) => Number.isInteger(w) && w >= 0));
  if (!sound || widths.length !== x.shape.length) {
    throw new OptionError(
      `pad: expected a pair of whole numbers of at least 0 for each of ${x.shape.length} axes, got ${quoted(widths)}; try ${quoted(x.shape.map(() => [1, 1]))}`,
    );
  }
  const edge = constant("pad", value, x.dtype);
  const shape = x.shape.map((size, axis) => widths[axis]![0] + size + widths[axis]![1]);
  const part = { starts: widths.map(([before]) => before), sizes: x.shape, steps: x.shape.map(() => 1) };
  const padded = embed(x, { part, shape });
  if (value === 0) return padded as Tensor<Every<S, number>, D>;
  const inside = embed(ones(x.shape, { dtype: "bool" }), { part, shape }) as Operand<Shape, "bool">;
  return where(inside, padded, edge) as Operand as Tensor<Every<S, number>, D>;
}

declare module "../tensor/operations.js" {
  interface Operations {
    /** Puts values before and after those of each axis. See {@link pad}. */
    pad<S extends Shape, D extends DType>(
      this: Operand<S, D>,
      widths: readonly (readonly [before: number, after: number])[],
      options?: PadOptions,
    ): Tensor<Every<S, number>, D>;
  }
}
addMethod("pad", pad);
