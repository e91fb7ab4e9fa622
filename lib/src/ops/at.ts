import type { DType } from "../tensor/dtype.js";
import { addMethod } from "../tensor/methods.js";
import type { Operand } from "../tensor/operand.js";
import type { Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { sliceFor } from "./slice.js";

/** The shape that is left after one entry, or one for each of several axes, is picked. */
export type Picked<S extends Shape, Place> = number extends S["length"]
  ? Shape
  : Place extends number
    ? S extends readonly [number, ...infer Rest extends Shape]
      ? Rest
      : never
    : Place extends readonly [number, ...infer More]
      ? S extends readonly [number, ...infer Rest extends Shape]
        ? Picked<Rest, More>
        : never
      : Place extends readonly []
        ? S
        : Shape;

/**
 * One entry of the first axis, or of the first few; negative places count from the end.
 *
 * Shapes: `at(x [4, 2], 0) → [2]`, `at(x [4, 2], [0, 1]) → []`.
 * Throws OptionError for an entry that is not there or more places than axes.
 *
 * @example
 * at(tensor([[1, 2], [3, 4]]), -1).toArray() // [3, 4]
 */
export function at<S extends Shape, D extends DType, const Place extends number | readonly number[]>(
  x: Operand<S, D>,
  place: Place,
): Tensor<Picked<S, Place>, D> {
  const places: readonly number[] = typeof place === "number" ? [place] : place;
  return sliceFor("at", x, places) as Tensor<Picked<S, Place>, D>;
}

declare module "../tensor/operations.js" {
  interface Operations {
    /** One entry of the first axis, or of the first few. See {@link at}. */
    at<S extends Shape, D extends DType, const Place extends number | readonly number[]>(
      this: Operand<S, D>,
      place: Place,
    ): Tensor<Picked<S, Place>, D>;
  }
}
addMethod("at", at);
