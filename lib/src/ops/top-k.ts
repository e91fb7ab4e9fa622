import { OptionError } from "../errors.js";
import { checkOptions, quoted } from "../given.js";
import type { DType } from "../tensor/dtype.js";
import { addMethod } from "../tensor/methods.js";
import type { Operand } from "../tensor/operand.js";
import { normalizeAxis, type Shape } from "../tensor/shape.js";
import type { ReplaceAxis } from "../tensor/shape-types.js";
import type { Tensor } from "../tensor/tensor.js";
import { argsort } from "./argsort.js";
import { type Range, slice } from "./slice.js";
import { checkTensor } from "./support/operands.js";
import { takeAlongAxis } from "./take-along-axis.js";

/** The greatest values and where they were. */
export interface TopK<S extends Shape, D extends DType> {
  /** The k greatest, greatest first. */
  readonly values: Tensor<S, D>;
  /** Where each of them stands along the axis. */
  readonly indices: Tensor<S, "int32">;
}

/**
 * The k greatest values along an axis (the last by default), the greatest first, and their positions.
 *
 * Shapes: `topK(x [4, 10], 3) → values [4, 3], indices [4, 3]`. Of equals the first come first; NaN is the greatest, so
 * that `topK(x, 1)` is what `max` and `argmax` give.
 * Throws OptionError when k is not a whole number from 0 to the size of the axis.
 *
 * @example
 * topK(tensor([1, 9, 5]), 2).indices.toArray() // [1, 2]
 */
export function topK<
  S extends Shape,
  D extends DType,
  const K extends number,
  const Axis extends number = -1,
>(x: Operand<S, D>, k: K, options?: { readonly axis?: Axis }): TopK<ReplaceAxis<S, Axis, K>, D> {
  checkTensor("topK", x);
  const { axis } = checkOptions("topK", options, "axis#: 0");
  const along = normalizeAxis("topK", axis ?? -1, x.shape.length);
  const size = x.shape[along]!;
  if (!Number.isInteger(k) || k < 0 || k > size) {
    throw new OptionError(`topK: expected k from 0 to ${size}, got ${quoted(k)}; try ${Math.min(size, 3)}`);
  }
  const ranges: Range[] = x.shape.map(() => null);
  ranges[along] = [0, k];
  const indices = slice(argsort(x, along, { descending: true }), ranges) as Operand as Operand<
    Shape,
    "int32"
  >;
  const values = takeAlongAxis(x, indices, { axis: along });
  return {
    values: values as Operand as Tensor<ReplaceAxis<S, Axis, K>, D>,
    indices: indices as Operand as Tensor<ReplaceAxis<S, Axis, K>, "int32">,
  };
}

declare module "../tensor/operations.js" {
  interface Operations {
    /** The k greatest values along an axis and their positions. See {@link topK}. */
    topK<S extends Shape, D extends DType, const K extends number, const Axis extends number = -1>(
      this: Operand<S, D>,
      k: K,
      options?: { readonly axis?: Axis },
    ): TopK<ReplaceAxis<S, Axis, K>, D>;
  }
}
addMethod("topK", topK);
