import { OptionError, ShapeError } from "../errors.js";
import { quoted } from "../given.js";
import type { DType } from "../tensor/dtype.js";
import type { Operand } from "../tensor/operand.js";
import { formatShape, normalizeAxis, type Shape } from "../tensor/shape.js";
import type { AxisIndex, Demand, ReplaceAxis, Text, UnknownRank } from "../tensor/shape-types.js";
import type { DivideSize, SumSizes } from "../tensor/size-types.js";
import type { Tensor } from "../tensor/tensor.js";
import { type Range, slice } from "./slice.js";
import { checkTensor } from "./support/operands.js";

/** How many equal parts, or the size of each. */
export type PartsOption = number | readonly number[];

/** The size of one axis; number where it is not known. */
export type SizeAt<S extends Shape, Axis extends number> =
  UnknownRank<S> extends true
    ? number
    : number extends Axis
      ? number
      : Extract<S[AxisIndex<S, Axis>], number>;

/** The tensors that a split gives. */
export type Split<
  S extends Shape,
  D extends DType,
  Parts extends PartsOption,
  Axis extends number,
> = Parts extends readonly number[]
  ? { -readonly [I in keyof Parts]: Tensor<ReplaceAxis<S, Axis, Parts[I] & number>, D> }
  : Parts extends number
    ? EqualParts<Tensor<ReplaceAxis<S, Axis, DivideSize<SizeAt<S, Axis>, Parts>>, D>, Parts>
    : never;

/** So many tensors of one type, in a list of that length where the number is known and not large. */
export type EqualParts<T, Count extends number, Done extends readonly T[] = []> = number extends Count
  ? T[]
  : Done["length"] extends Count
    ? Done
    : Done["length"] extends 64
      ? T[]
      : EqualParts<T, Count, [...Done, T]>;

/** The message for parts that do not make up the axis, or never. */
export type SplitError<
  S extends Shape,
  Parts extends PartsOption,
  Axis extends number,
> = Parts extends readonly number[]
  ? number extends SizeAt<S, Axis> | SumSizes<Parts>
    ? never
    : SumSizes<Parts> extends SizeAt<S, Axis>
      ? never
      : `split: sizes ${Text<Parts>} do not add up to ${SizeAt<S, Axis>} of ${Text<S>}`
  : Parts extends number
    ? [DivideSize<SizeAt<S, Axis>, Parts>] extends [never]
      ? `split: ${Parts} equal parts of ${SizeAt<S, Axis>} in ${Text<S>} are not whole`
      : never
    : never;

/**
 * Cuts a tensor into parts along an axis, by default the first: so many equal ones, or ones of the sizes given.
 *
 * Shapes: `split(x [4, 6], 2) → [2, 6], [2, 6]`, `split(x [4, 6], [1, 5], 1) → [4, 1], [4, 5]`. The type has each
 * part, and refuses parts that do not fit where the sizes are known. (PyTorch's number is the size of a part.)
 * Throws ShapeError for parts that do not make up the axis, OptionError for an axis that is not there or numbers that
 * are not whole.
 *
 * @example
 * const [left, right] = split(tensor([[1, 2, 3], [4, 5, 6]]), [1, 2], 1);
 * left.toArray() // [[1], [4]]
 * right.toArray() // [[2, 3], [5, 6]]
 */
export function split<
  S extends Shape,
  D extends DType,
  const Parts extends PartsOption,
  const Axis extends number = 0,
>(
  // Not on the list: TypeScript 5.0 would no longer see it as one of known length.
  x: Operand<S, D> & Demand<SplitError<S, Parts, Axis>>,
  parts: Parts,
  axis?: Axis,
): Split<S, D, Parts, Axis> {
  checkTensor("split", x);
  const along = normalizeAxis("split", axis ?? 0, x.shape.length);
  const length = x.shape[along]!;
  const given = parts as PartsOption;
  const sizes = partSizes(given, length);
  if (sizes.reduce((total, size) => total + size, 0) !== length) {
    throw new ShapeError(
      typeof given === "number"
        ? `split: expected a number of parts that divides ${length}, the size of axis ${along} of ${formatShape(x.shape)}, got ${given}; try a list of sizes`
        : `split: expected sizes that add up to ${length}, the size of axis ${along} of ${formatShape(x.shape)}, got ${quoted(given)}; try a number of equal parts`,
    );
  }
  let from = 0;
  return sizes.map((size) => {
    const ranges: Range[] = x.shape.map(() => null);
    ranges[along] = [from, from + size];
    from += size;
    return slice(x as Operand, ranges);
  }) as Operand[] as unknown as Split<S, D, Parts, Axis>;
}

/** The size of each part; those of equal parts are rounded down. Throws OptionError. */
function partSizes(parts: PartsOption, length: number): readonly number[] {
  const least = typeof parts === "number" ? 1 : 0;
  const numbers: readonly number[] = [parts].flat();
  if (!numbers.every((n) => Number.isInteger(n) && n >= least)) {
    throw new OptionError(
      `split: expected a number of parts or a list of whole sizes, got ${quoted(parts)}; try split(x, 2) or split(x, [1, ${Math.max(length - 1, 0)}])`,
    );
  }
  return typeof parts === "number" ? new Array<number>(parts).fill(Math.floor(length / parts)) : numbers;
}
