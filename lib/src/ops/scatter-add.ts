import { checkOptions } from "../given.js";
import { asTensor } from "../tensor/base.js";
import { type Arithmetic, arithmetic, type DType, type Promote, promote } from "../tensor/dtype.js";
import type { Operand } from "../tensor/operand.js";
import { normalizeAxis, type Shape } from "../tensor/shape.js";
import type { Demand } from "../tensor/shape-types.js";
import type { Tensor } from "../tensor/tensor.js";
import { add } from "./add.js";
import { putBack } from "./gather.js";
import { checkIndices } from "./support/indices.js";
import { checkTensor, convert, operand } from "./support/operands.js";
import { checkUpdates, type UpdatesError } from "./support/updates.js";

/**
 * Adds entries to those at some places along an axis (the first by default): y = x, then y[indices[i]] += updates[i].
 * It is the reverse of gather; entries of one place add up.
 *
 * Shapes: `x [10, 4], indices [3], updates [3, 4] → [10, 4]`; the updates have the shape of what gather gives. dtypes promote,
 * bool gives int32. Order: the updates of a place are added to 0 in the order of the indices, their sum to x.
 * Throws ShapeError for updates of another shape, DTypeError when the indices are not int32, OptionError for an axis
 * that is not there, DataError for an index that is not.
 *
 * @example
 * const places = tensor([1, 1], { dtype: "int32" });
 * scatterAdd(tensor([10, 20, 30]), places, tensor([1, 2])).toArray() // [10, 23, 30]
 */
export function scatterAdd<
  S extends Shape,
  D extends DType,
  I extends Shape,
  U extends Shape,
  E extends DType,
  const Axis extends number = 0,
>(
  x: Operand<S, D>,
  indices: Operand<I, "int32">,
  updates: Operand<U, E> & Demand<UpdatesError<"scatterAdd", S, I, U, Axis>>,
  options?: { readonly axis?: Axis },
): Tensor<S, Arithmetic<Promote<D, E>>> {
  const values = operand("scatterAdd", x, arithmetic);
  const { axis = 0 } = checkOptions("scatterAdd", options, "axis#: 1");
  const along = normalizeAxis("scatterAdd", axis, values.shape.length);
  checkIndices("scatterAdd", indices, values.shape[along]!);
  checkTensor("scatterAdd", updates);
  checkUpdates("scatterAdd", updates.shape, { x: values.shape, indices: indices.shape, axis: along });
  const dtype = promote(values.dtype, updates.dtype);
  const added: Operand = putBack(convert(asTensor(updates), dtype), indices, {
    axis: along,
    shape: values.shape,
  });
  return add(convert(values, dtype), added) as Operand as Tensor<S, Arithmetic<Promote<D, E>>>;
}
