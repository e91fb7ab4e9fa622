import { DataError } from "../errors.js";
import { type AnyTensor, fromValues, isTensor } from "../tensor/base.js";
import { allocate, written } from "../tensor/dtype.js";
import { formatShape, sizeOf, stridesOf } from "../tensor/shape.js";
import { partsOf, transposeParts, withParts } from "./structure.js";

/** What fills shorter elements, and how long each axis is to be. */
export interface Filling {
  readonly value: number;
  /** The length of the first axis; by default that of the longest element. */
  readonly length: number | undefined;
}

/** The same elements with their tensors filled up to one shape. Throws DataError for tensors that do not fit. */
export function filled(where: string, items: readonly unknown[], filling: Filling): readonly unknown[] {
  const [first] = items;
  if (isTensor(first)) return fillTensors(where, items as readonly AnyTensor[], filling);
  if (partsOf(first) === undefined) return items;
  const { columns } = transposeParts(where, items);
  const parts = columns.map((column) => filled(where, column, filling));
  return items.map((item, row) =>
    withParts(
      item,
      parts.map((column) => column[row]),
    ),
  );
}

function fillTensors(where: string, tensors: readonly AnyTensor[], { value, length }: Filling): AnyTensor[] {
  const first = tensors[0]!;
  const shape = first.shape.map((_, axis) => {
    const most = Math.max(...tensors.map((one) => one.shape[axis] ?? 0));
    return axis === 0 && length !== undefined ? length : most;
  });
  return tensors.map((one) => {
    const fits =
      one.dtype === first.dtype && one.rank === first.rank && one.shape.every((n, i) => n <= shape[i]!);
    if (!fits) {
      throw new DataError(
        `${where}: expected ${first.dtype} elements of ${first.rank} axes, at most ${formatShape(shape)}, got ${one.dtype} ${formatShape(one.shape)}; try a map that cuts them to one length`,
      );
    }
    const out = allocate(one.dtype, sizeOf(shape)).fill(written(where, value, one.dtype));
    const strides = stridesOf(shape);
    const own = stridesOf(one.shape);
    for (let i = 0; i < one.size; i++) {
      let [at, rest] = [0, i];
      for (let axis = 0; axis < own.length; axis++) {
        at += Math.floor(rest / own[axis]!) * strides[axis]!;
        rest %= own[axis]!;
      }
      out[at] = one.data[i]!;
    }
    return fromValues(out, shape, one.dtype);
  });
}
