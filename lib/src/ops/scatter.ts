import { apply } from "../autograd/apply.js";
import type { Operation } from "../autograd/operation.js";
import { checkOptions } from "../given.js";
import { asTensor } from "../tensor/base.js";
import { type DType, type Promote, promote } from "../tensor/dtype.js";
import type { Operand } from "../tensor/operand.js";
import { normalizeAxis, type Shape, sizeOf } from "../tensor/shape.js";
import type { Demand } from "../tensor/shape-types.js";
import type { Tensor } from "../tensor/tensor.js";
import { gather } from "./gather.js";
import { greaterEqual } from "./greater-equal.js";
import { maximum } from "./maximum-minimum.js";
import { reshape } from "./reshape.js";
import { checkIndices } from "./support/indices.js";
import { checkTensor, convert } from "./support/operands.js";
import { checkUpdates, type UpdatesError } from "./support/updates.js";
import { where } from "./where.js";

/** For each place of an axis the number of the last index that names it, -1 where none does. */
const lastOf: Operation<number, undefined> = {
  name: "lastOf",
  plan: (_inputs, length) => ({ shape: [length], dtype: "int32", plan: undefined }),
  run(_engine, [indices], out) {
    out.fill(-1);
    for (let i = 0; i < indices!.length; i++) out[indices![i]!] = i;
  },
};

/**
 * Puts entries in place of those at some places along an axis (the first by default): y = x, then y[indices[i]] =
 * updates[i]. The last of several for one place stays.
 *
 * Shapes: `x [10, 4], indices [3], updates [3, 4] → [10, 4]`; the updates have the shape of what gather gives. dtypes promote. Gradients
 * go to the updates that stay and to the entries that were not replaced.
 * Throws ShapeError for updates of another shape, DTypeError when the indices are not int32, OptionError for an axis
 * that is not there, DataError for an index that is not.
 *
 * @example
 * const places = tensor([2, 0], { dtype: "int32" });
 * scatter(tensor([10, 20, 30]), places, tensor([1, 2])).toArray() // [2, 20, 1]
 */
export function scatter<
  S extends Shape,
  D extends DType,
  I extends Shape,
  U extends Shape,
  E extends DType,
  const Axis extends number = 0,
>(
  x: Operand<S, D>,
  indices: Operand<I, "int32">,
  updates: Operand<U, E> & Demand<UpdatesError<"scatter", S, I, U, Axis>>,
  options?: { readonly axis?: Axis },
): Tensor<S, Promote<D, E>> {
  checkTensor("scatter", x);
  const { axis = 0 } = checkOptions("scatter", options, "axis#: 1");
  const along = normalizeAxis("scatter", axis, x.shape.length);
  const length = x.shape[along]!;
  checkIndices("scatter", indices, length);
  checkTensor("scatter", updates);
  checkUpdates("scatter", updates.shape, { x: x.shape, indices: indices.shape, axis: along });
  const dtype = promote(x.dtype, updates.dtype);
  const count = sizeOf(indices.shape);
  const values: Operand = convert(asTensor(x), dtype);
  // Without an index there is no entry to take the place of the missing ones.
  if (count === 0) return reshape(values, x.shape) as Operand as Tensor<S, Promote<D, E>>;
  const last = apply<number, undefined, Operand<Shape, "int32">>(lastOf, [indices], length);
  const rows: Operand = reshape(convert(asTensor(updates), dtype), [
    ...x.shape.slice(0, along),
    count,
    ...x.shape.slice(along + 1),
  ]);
  const chosen: Operand = gather(rows, maximum(last, 0) as Operand as Operand<Shape, "int32">, {
    axis: along,
  });
  const replaced: Operand = reshape(
    greaterEqual(last, 0) as Operand,
    x.shape.slice(along).map((size, i) => (i === 0 ? size : 1)),
  );
  return where(replaced as Operand<Shape, "bool">, chosen, values) as Operand as Tensor<S, Promote<D, E>>;
}
