import { OptionError, ShapeError } from "../errors.js";
import { isList, quoted } from "../given.js";
import type { Operand } from "../tensor/operand.js";
import { formatShape, normalizeAxis, type Shape, sameShape } from "../tensor/shape.js";
import type { InsertAxis } from "../tensor/shape-types.js";
import type { Tensor } from "../tensor/tensor.js";
import { type ConcatDType, concat } from "./concat.js";
import { expandDims } from "./expand-dims.js";
import { checkTensor } from "./support/operands.js";

/** The shape of the parts with an axis for their number. */
export type Stacked<Parts extends readonly Operand[], Axis extends number> = number extends Parts["length"]
  ? InsertAxis<Parts[number]["shape"], Axis, number>
  : Parts extends readonly [infer First extends Operand, ...(readonly Operand[])]
    ? InsertAxis<First["shape"], Axis, Parts["length"]>
    : Shape;

/**
 * Joins tensors of one shape along a new axis; by default the first.
 *
 * Shapes: `[3], [3] → [2, 3]`; `stack([a [3], b [3]], 1) → [3, 2]`. dtypes promote.
 * Throws OptionError for an empty list or a place that is not there, ShapeError when the shapes differ.
 *
 * @example
 * stack([tensor([1, 2]), tensor([3, 4])]).toArray() // [[1, 2], [3, 4]]
 */
export function stack<const Parts extends readonly Operand[], const Axis extends number = 0>(
  parts: Parts,
  axis?: Axis,
): Tensor<Stacked<Parts, Axis>, ConcatDType<Parts>> {
  if (!isList(parts)) {
    throw new OptionError(`stack: expected a list of tensors, got ${quoted(parts)}; try stack([a, b])`);
  }
  const first = parts[0];
  if (first === undefined) {
    throw new OptionError("stack: expected at least one tensor, got an empty list; try stack([a, b])");
  }
  for (const part of parts) {
    checkTensor("stack", part);
    if (!sameShape(part.shape, first.shape)) {
      throw new ShapeError(
        `stack: expected tensors of one shape, got ${formatShape(first.shape)} and ${formatShape(part.shape)}; try concat for sizes that differ`,
      );
    }
  }
  const place = normalizeAxis("stack", axis ?? 0, first.shape.length + 1);
  const widened: Operand[] = parts.map((part) => expandDims(part, place));
  return concat(widened, place) as Operand as Tensor<Stacked<Parts, Axis>, ConcatDType<Parts>>;
}
