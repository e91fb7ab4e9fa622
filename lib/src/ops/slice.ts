import { apply } from "../autograd/apply.js";
import type { Operation } from "../autograd/operation.js";
import type { StridedLayout } from "../engine/engine.js";
import { OptionError } from "../errors.js";
import { isList, quoted } from "../given.js";
import { asTensor } from "../tensor/base.js";
import type { DType } from "../tensor/dtype.js";
import { addMethod } from "../tensor/methods.js";
import type { Operand } from "../tensor/operand.js";
import { formatShape, type Shape, stridesOf } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { reshape } from "./reshape.js";
import { checkTensor } from "./support/operands.js";

/**
 * What to take of one axis: `null` all of it, a number that one entry (and the axis goes away),
 * `[start]`, `[start, end]` or `[start, end, step]` a range without its end. Negative places count from the
 * end; with a negative step the range runs backwards and `null` as end means down to the first.
 */
export type Range = null | number | readonly [start: number, end?: number | null, step?: number];

/** The shape of a slice: sizes of ranges are known only when it runs. */
export type Sliced<S extends Shape, Ranges extends readonly Range[]> = number extends S["length"]
  ? Shape
  : number extends Ranges["length"]
    ? Shape
    : Ranges extends readonly [infer First extends Range, ...infer RestRanges extends readonly Range[]]
      ? S extends readonly [infer Size extends number, ...infer Rest extends Shape]
        ? First extends null
          ? [Size, ...Sliced<Rest, RestRanges>]
          : First extends number
            ? Sliced<Rest, RestRanges>
            : [number, ...Sliced<Rest, RestRanges>]
        : never
      : S;

/** A part of a tensor, with steps: the value at index i of the part lies at start + i · step of each axis. */
interface Part {
  readonly starts: readonly number[];
  readonly sizes: readonly number[];
  readonly steps: readonly number[];
}

function partLayout(whole: Shape, { starts, sizes, steps }: Part): StridedLayout {
  const strides = stridesOf(whole);
  let offset = 0;
  starts.forEach((start, axis) => {
    offset += start * strides[axis]!;
  });
  return { shape: sizes, strides: strides.map((stride, axis) => stride * steps[axis]!), offset };
}

const sliceOperation: Operation<Part, StridedLayout> = {
  name: "slice",
  plan: ([x], part) => ({ shape: part.sizes, dtype: x!.dtype, plan: partLayout(x!.shape, part) }),
  run: (engine, [x], out, layout) => engine.strided(x!, out, layout),
  backward: ({ inputs, attributes, gradient }) => [
    embed(gradient, { part: attributes, shape: inputs[0]!.shape }),
  ],
};

/** Where a part lies in a whole that is 0 elsewhere. */
interface Embedding {
  readonly part: Part;
  readonly shape: Shape;
}

const embedOperation: Operation<Embedding, StridedLayout> = {
  name: "embed",
  plan: ([x], { part, shape }) => ({ shape, dtype: x!.dtype, plan: partLayout(shape, part) }),
  run(engine, [x], out, layout) {
    out.fill(0);
    engine.stridedPut(x!, out, layout);
  },
  backward: ({ attributes, gradient }) => [
    apply<Part, StridedLayout, Operand>(sliceOperation, [gradient], attributes.part),
  ],
};

/** Puts a part into a whole that is 0 elsewhere: the reverse of slicing. */
export function embed(x: Operand, embedding: Embedding): Operand {
  return apply(embedOperation, [x], embedding);
}

/**
 * A part of a tensor, as a copy: one range for each axis from the first; axes without one are taken whole.
 *
 * Shapes: `slice(x [4, 6], [[1, 3], 0]) → [2]`, `slice(x [4, 6], [null, [0, 6, 2]]) → [4, 3]`.
 * A range that reaches beyond the axis is cut at its end, as in NumPy.
 * Throws OptionError for more ranges than axes, an entry that is not there or a step of 0.
 *
 * @example
 * slice(tensor([[1, 2, 3], [4, 5, 6]]), [null, [1]]).toArray() // [[2, 3], [5, 6]]
 */
export function slice<S extends Shape, D extends DType, const Ranges extends readonly Range[]>(
  x: Operand<S, D>,
  ranges: Ranges,
): Tensor<Sliced<S, Ranges>, D> {
  return sliceFor("slice", x, ranges) as Operand as Tensor<Sliced<S, Ranges>, D>;
}

/** The same under the name of the operation that a user called. */
export function sliceFor(where: string, x: Operand, ranges: readonly Range[]): Operand {
  checkTensor(where, x);
  if (!Array.isArray(ranges)) {
    throw new OptionError(
      `${where}: expected a list with one range for each axis, got ${quoted(ranges)}; try [[0, 2]] for the first two entries`,
    );
  }
  if (ranges.length > x.shape.length) {
    throw new OptionError(
      `${where}: expected at most ${x.shape.length} ranges for shape ${formatShape(x.shape)}, got ${ranges.length}; try one range for each axis`,
    );
  }
  const parts = x.shape.map((size, axis) => resolve(where, ranges[axis] ?? null, { size, axis }));
  const part = {
    starts: parts.map((p) => p.start),
    sizes: parts.map((p) => p.size),
    steps: parts.map((p) => p.step),
  };
  const result = asTensor(apply<Part, StridedLayout, Operand>(sliceOperation, [x], part));
  const kept = parts.filter((p) => !p.drop).map((p) => p.size);
  return kept.length === parts.length ? result : reshape(result, kept);
}

interface Axis {
  readonly size: number;
  readonly axis: number;
}

interface Resolved {
  readonly start: number;
  readonly size: number;
  readonly step: number;
  /** True for a single entry, whose axis goes away. */
  readonly drop: boolean;
}

function resolve(where: string, range: Range, { size, axis }: Axis): Resolved {
  if (range === null) return { start: 0, size, step: 1, drop: false };
  if (typeof range === "number") {
    const start = range < 0 ? range + size : range;
    if (!Number.isInteger(range) || start < 0 || start >= size) {
      throw new OptionError(
        `${where}: expected an entry from ${-size} to ${size - 1} for axis ${axis}, got ${quoted(range)}; try a range such as [0, ${size}]`,
      );
    }
    return { start, size: 1, step: 1, drop: true };
  }
  const [from = Number.NaN, to, step = 1] = isList(range) ? range : [];
  if (![from, to ?? 0, step].every(Number.isInteger) || step === 0) {
    throw new OptionError(
      `${where}: expected whole numbers and a step that is not 0 for axis ${axis}, got ${quoted(range)}; try [start, end] or [start, end, step]`,
    );
  }
  const place = (i: number, low: number, high: number) => Math.min(Math.max(i < 0 ? i + size : i, low), high);
  const start = step > 0 ? place(from, 0, size) : place(from, -1, size - 1);
  const end =
    step > 0 ? place(to ?? size, 0, size) : to === undefined || to === null ? -1 : place(to, -1, size - 1);
  return { start: Math.max(start, 0), size: Math.max(0, Math.ceil((end - start) / step)), step, drop: false };
}

declare module "../tensor/operations.js" {
  interface Operations {
    /** A part of the tensor, as a copy: one range for each axis. See {@link slice}. */
    slice<S extends Shape, D extends DType, const Ranges extends readonly Range[]>(
      this: Operand<S, D>,
      ranges: Ranges,
    ): Tensor<Sliced<S, Ranges>, D>;
  }
}
addMethod("slice", slice);
