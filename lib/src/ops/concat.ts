import { apply } from "../autograd/apply.js";
import type { Operation } from "../autograd/operation.js";
import { OptionError, ShapeError } from "../errors.js";
import { isList, quoted } from "../given.js";
import { asTensor } from "../tensor/base.js";
import { type DType, promote } from "../tensor/dtype.js";
import type { Operand } from "../tensor/operand.js";
import { formatShape, normalizeAxis, type Shape, sizeOf } from "../tensor/shape.js";
import type { ReplaceAxis } from "../tensor/shape-types.js";
import type { Tensor } from "../tensor/tensor.js";
import { type Range, slice } from "./slice.js";
import { checkTensor, convert } from "./support/operands.js";

/** The dtype that the parts meet in: the latest of bool → int32 → float32 → float64. */
export type ConcatDType<Parts extends readonly Operand[]> = "float64" extends Parts[number]["dtype"]
  ? "float64"
  : "float32" extends Parts[number]["dtype"]
    ? "float32"
    : "int32" extends Parts[number]["dtype"]
      ? "int32"
      : "bool";

/** The shape of the first part with the joined axis open. */
export type Concatenated<
  Parts extends readonly Operand[],
  Axis extends number,
> = number extends Parts["length"]
  ? ReplaceAxis<Parts[number]["shape"], Axis, number>
  : Parts extends readonly [infer First extends Operand, ...(readonly Operand[])]
    ? ReplaceAxis<First["shape"], Axis, number>
    : Shape;

/** Where each part lies: runs of `lengths` values, one of each part in turn, `outer` times. */
interface Runs {
  readonly outer: number;
  readonly lengths: readonly number[];
}

const operation: Operation<number, Runs> = {
  name: "concat",
  plan(parts, axis) {
    const first = parts[0]!;
    const shape = first.shape.slice();
    shape[axis] = parts.reduce((total, part) => total + part.shape[axis]!, 0);
    const outer = sizeOf(first.shape.slice(0, axis));
    return {
      shape,
      dtype: first.dtype,
      plan: { outer, lengths: parts.map((part) => sizeOf(part.shape.slice(axis))) },
    };
  },
  run(_engine, inputs, out, { outer, lengths }) {
    let at = 0;
    for (let o = 0; o < outer; o++) {
      inputs.forEach((input, i) => {
        const length = lengths[i]!;
        out.set(input.subarray(o * length, (o + 1) * length), at);
        at += length;
      });
    }
  },
  backward({ inputs, attributes: axis, gradient, needs }) {
    let at = 0;
    return inputs.map((input, i) => {
      const from = at;
      at += input.shape[axis]!;
      if (!needs(i)) return undefined;
      const ranges: Range[] = input.shape.map(() => null);
      ranges[axis] = [from, at];
      return slice(gradient, ranges);
    });
  },
};

/**
 * Joins tensors along an axis they have; by default the first.
 *
 * Shapes: `[2, 3], [4, 3] → [6, 3]`; `concat([a [2, 3], b [2, 5]], 1) → [2, 8]`. dtypes promote.
 * Throws OptionError for an empty list or an axis that is not there, ShapeError when another axis differs.
 *
 * @example
 * concat([tensor([1, 2]), tensor([3])]).toArray() // [1, 2, 3]
 */
export function concat<const Parts extends readonly Operand[], const Axis extends number = 0>(
  parts: Parts,
  axis?: Axis,
): Tensor<Concatenated<Parts, Axis>, ConcatDType<Parts>> {
  if (!isList(parts)) {
    throw new OptionError(`concat: expected a list of tensors, got ${quoted(parts)}; try concat([a, b])`);
  }
  const first = parts[0];
  if (first === undefined) {
    throw new OptionError("concat: expected at least one tensor, got an empty list; try concat([a, b])");
  }
  for (const part of parts) checkTensor("concat", part);
  const along = normalizeAxis("concat", axis ?? 0, first.shape.length);
  for (const part of parts) {
    const fits =
      part.shape.length === first.shape.length &&
      part.shape.every((size, i) => i === along || size === first.shape[i]);
    if (!fits) {
      throw new ShapeError(
        `concat: expected shapes that differ along axis ${along} only, got ${formatShape(first.shape)} and ${formatShape(part.shape)}; try reshape, or stack for a new axis`,
      );
    }
  }
  const dtype = parts.reduce<DType>((met, part) => promote(met, part.dtype), "bool");
  return apply(
    operation,
    parts.map((part) => convert(asTensor(part), dtype)),
    along,
  );
}
