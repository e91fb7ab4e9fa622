import { add } from "../../ops/add.js";
import { broadcastTo } from "../../ops/broadcast-to.js";
import { concat } from "../../ops/concat.js";
import { gather } from "../../ops/gather.js";
import { mul } from "../../ops/mul.js";
import { oneHot } from "../../ops/one-hot.js";
import { pad } from "../../ops/pad.js";
import { reshape } from "../../ops/reshape.js";
import { type Range, slice } from "../../ops/slice.js";
import { sub } from "../../ops/sub.js";
import { takeAlongAxis } from "../../ops/take-along-axis.js";
import { tile } from "../../ops/tile.js";
import { transpose } from "../../ops/transpose.js";
import { tril } from "../../ops/tril.js";
import { triu } from "../../ops/triu.js";
import { type AnyTensor, asTensor, fromValues } from "../../tensor/base.js";
import { allocate } from "../../tensor/dtype.js";
import type { Operand } from "../../tensor/operand.js";
import { broadcastShapes, normalizeAxis, type Shape, sizeOf } from "../../tensor/shape.js";
import { type Given, type GraphValue, type Interpretation, Sizes } from "./given.js";

/* Where values lie: shapes, parts, places. */

/** Shapes may hold 0 for the input's own size at that place. */
function reshaped(given: Given): GraphValue {
  const x = given.tensor(0);
  const to = given.sizes(1) ?? given.fail("a shape", undefined);
  const keepsZero = given.number("allowzero", 0) === 1;
  const shape = to.map((size, axis) => (size === 0 && !keepsZero ? x.shape[axis]! : size));
  return asTensor(reshape(x, shape) as Operand);
}

function flattened(given: Given): GraphValue {
  const x = given.tensor(0);
  const axis = given.number("axis", 1);
  const at = axis < 0 ? axis + x.rank : axis;
  const shape = [sizeOf(x.shape.slice(0, at)), sizeOf(x.shape.slice(at))];
  return asTensor(reshape(x, shape) as Operand);
}

/** Axes from an input or, in older files, an attribute. */
export function axesOf(given: Given, input: number, rank: number): readonly number[] | undefined {
  const axes = given.sizes(input) ?? given.numbers("axes");
  return axes?.map((axis) => normalizeAxis(given.node.op, axis, rank));
}

function squeezed(given: Given): GraphValue {
  const sizes = given.values[0];
  if (sizes instanceof Sizes) return new Sizes(sizes.values, true);
  const x = given.tensor(0);
  const axes = axesOf(given, 1, x.rank);
  const shape = x.shape.filter((size, axis) => !(axes?.includes(axis) ?? size === 1));
  return asTensor(reshape(x, shape) as Operand);
}

function unsqueezed(given: Given): GraphValue {
  const sizes = given.values[0];
  if (sizes instanceof Sizes && sizes.isSingle) return new Sizes(sizes.values);
  const x = given.tensor(0);
  const count = (given.sizes(1) ?? given.numbers("axes") ?? []).length;
  const axes = axesOf(given, 1, x.rank + count) ?? [];
  const left = [...x.shape];
  const shape = Array.from({ length: x.rank + count }, (_, axis) =>
    axes.includes(axis) ? 1 : left.shift()!,
  );
  return asTensor(reshape(x, shape) as Operand);
}

function concatenated(given: Given): GraphValue {
  const sizes = given.allSizes();
  if (sizes !== undefined) return new Sizes(sizes.flatMap(({ values }) => values));
  return asTensor(concat(given.tensors(), given.number("axis")) as Operand);
}

/** The places that a slice takes of sizes. */
function placesOf(
  size: number,
  [start, end, step]: readonly [number, number | null, number],
): readonly number[] {
  const inside = (place: number): number => (place < 0 ? place + size : place);
  const stop = end === null ? (step > 0 ? size : -1) : inside(end);
  const places: number[] = [];
  for (let at = inside(start); step > 0 ? at < stop : at > stop; at += step) places.push(at);
  return places.filter((at) => at >= 0 && at < size);
}

function sliced(given: Given): GraphValue {
  const [starts, ends] = [given.sizes(1), given.sizes(2)];
  if (starts === undefined || ends === undefined) given.fail("starts and ends as inputs", starts);
  const steps = given.sizes(4) ?? starts.map(() => 1);
  const from = given.values[0] instanceof Sizes ? given.values[0] : given.tensor(0);
  const shape = from instanceof Sizes ? [from.values.length] : from.shape;
  const axes = axesOf(given, 3, shape.length) ?? starts.map((_, i) => i);
  const ranges: (readonly [number, number | null, number] | null)[] = shape.map(() => null);
  axes.forEach((axis, i) => {
    const size = shape[axis]!;
    const step = steps[i]!;
    // Backwards, an end before the first entry means all of them; forwards, a start there means the first.
    const isBefore = (place: number): boolean => place < -size;
    const start = isBefore(starts[i]!) ? (step > 0 ? 0 : -size) : starts[i]!;
    const end = isBefore(ends[i]!) ? (step > 0 ? 0 : null) : Math.min(ends[i]!, size);
    ranges[axis] = [Math.min(start, size), end, step];
  });
  if (!(from instanceof Sizes)) return asTensor(slice(from, ranges) as Operand);
  return new Sizes(placesOf(shape[0]!, ranges[0] ?? [0, null, 1]).map((place) => from.values[place]!));
}

function gathered(given: Given): GraphValue {
  const [from, places] = given.values;
  if (from instanceof Sizes && places instanceof Sizes) {
    const picked = places.values.map((place) => from.values[place < 0 ? place + from.values.length : place]!);
    return new Sizes(picked, places.isSingle);
  }
  const x = given.tensor(0);
  const axis = normalizeAxis("Gather", given.number("axis", 0), x.rank);
  const positive =
    places instanceof Sizes
      ? new Sizes(
          places.values.map((place) => (place < 0 ? place + x.shape[axis]! : place)),
          places.isSingle,
        ).tensor()
      : given.tensor(1);
  return asTensor(gather(x, positive as Operand<Shape, "int32">, { axis }) as Operand);
}

function padded(given: Given): GraphValue {
  given.only("mode", "constant");
  const x = given.tensor(0);
  const widths = given.sizes(1) ?? given.fail("widths as an input", undefined);
  const axes = axesOf(given, 3, x.rank) ?? x.shape.map((_, axis) => axis);
  const pairs = x.shape.map((_, axis): [number, number] => {
    const i = axes.indexOf(axis);
    return i < 0 ? [0, 0] : [widths[i]!, widths[i + axes.length]!];
  });
  const value = given.single(2, 0);
  return asTensor(pad(x, pairs, { value }) as Operand);
}

function expanded(given: Given): GraphValue {
  const x = given.tensor(0);
  const to = given.sizes(1) ?? given.fail("a shape", undefined);
  return asTensor(broadcastTo(x, broadcastShapes("Expand", x.shape, to)) as Operand);
}

function hot(given: Given): GraphValue {
  given.only("axis", -1);
  const labels = given.tensor(0) as Operand<Shape, "int32">;
  const values = given.tensor(2);
  const rows = oneHot(labels, given.single(1), { dtype: values.dtype }) as Operand;
  const [off, on] = [slice(values, [0]), slice(values, [1])] as readonly Operand[];
  return asTensor(add(off!, mul(rows, sub(on!, off!) as Operand) as Operand) as Operand);
}

function filledWith(given: Given): GraphValue {
  const shape = given.sizes(0) ?? [];
  const value = given.numbers("value") ?? [0];
  const dtype = given.text("dtype", "float32") as AnyTensor["dtype"] | "int64";
  if (dtype === "int64" && shape.length === 1)
    return new Sizes(Array.from({ length: shape[0]! }, () => value[0]!));
  const kind = dtype === "int64" ? "int32" : dtype;
  return fromValues(allocate(kind, sizeOf(shape)).fill(value[0]!), shape, kind);
}

export const arrangement: Readonly<Record<string, Interpretation>> = {
  Identity: (given) => given.values[0] ?? given.tensor(0),
  Dropout: (given) => given.tensor(0),
  Shape: (given) => {
    const { shape, rank } = given.tensor(0);
    return new Sizes(shape.slice(given.number("start", 0), given.number("end", rank)));
  },
  Size: (given) => new Sizes([given.tensor(0).size], true),
  Reshape: reshaped,
  Flatten: flattened,
  Squeeze: squeezed,
  Unsqueeze: unsqueezed,
  Transpose: (given) => {
    const x = given.tensor(0);
    const order = given.numbers("perm") ?? x.shape.map((_, axis) => x.rank - 1 - axis);
    return asTensor(transpose(x, order as number[]) as Operand);
  },
  Concat: concatenated,
  Slice: sliced,
  Split: (given) => {
    const x = given.tensor(0);
    const axis = normalizeAxis("Split", given.number("axis", 0), x.rank);
    const count = given.node.outputs.length;
    const equal = Math.ceil(x.shape[axis]! / count);
    const parts = given.sizes(1) ?? given.numbers("split");
    let from = 0;
    return Array.from({ length: count }, (_, i) => {
      const ranges: Range[] = x.shape.map(() => null);
      const to = from + (parts?.[i] ?? Math.min(equal, x.shape[axis]! - from));
      ranges[axis] = [from, to];
      from = to;
      return asTensor(slice(x, ranges) as Operand);
    });
  },
  Gather: gathered,
  GatherElements: (given) => {
    const [x, places] = given.tensors();
    const options = { axis: given.number("axis", 0) };
    return asTensor(takeAlongAxis(x!, places as Operand<Shape, "int32">, options) as Operand);
  },
  Expand: expanded,
  Tile: (given) => asTensor(tile(given.tensor(0), given.sizes(1) ?? []) as Operand),
  Pad: padded,
  Trilu: (given) => {
    const x = given.tensor(0);
    const triangle = given.number("upper", 1) === 1 ? triu : tril;
    return asTensor(triangle(x, given.single(1, 0)) as Operand);
  },
  OneHot: hot,
  ConstantOfShape: filledWith,
};
