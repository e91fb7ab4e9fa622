import { OptionError, ShapeError } from "../errors.js";
import { checkOptions, quoted } from "../given.js";
import { type Arithmetic, arithmetic, type DType } from "../tensor/dtype.js";
import { ones } from "../tensor/fill.js";
import type { Operand } from "../tensor/operand.js";
import { formatShape, type Shape, sameShape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { putBack } from "./gather.js";
import { checkIndices } from "./support/indices.js";
import { operand } from "./support/operands.js";

/** Options of {@link bincount}. */
export interface BincountOptions<D extends DType = "int32"> {
  /** What each number counts, of the numbers' shape. Default 1. */
  readonly weights?: Operand<Shape, D>;
}

/**
 * How often each whole number from 0 on stands in a tensor, or the sum of the weights at its places.
 *
 * Shapes: `ids [...], length 5 → [5]`. The length is given and not looked for in the values (NumPy's is the greatest
 * value and 1), so that a step with it can be recorded. int32, or the weights' dtype. Gradients flow to the weights.
 * Throws DTypeError when the numbers are not int32, DataError for one that is not below the length, OptionError for a
 * length that is no whole number of at least 1, ShapeError for weights of another shape.
 *
 * @example
 * bincount(tensor([0, 2, 2], { dtype: "int32" }), 4).toArray() // [1, 0, 2, 0]
 */
export function bincount<const Length extends number, D extends DType = "int32">(
  ids: Operand<Shape, "int32">,
  length: Length,
  options?: BincountOptions<D>,
): Tensor<[Length], Arithmetic<D>> {
  if (!Number.isInteger(length) || length < 1) {
    throw new OptionError(`bincount: expected a length of at least 1, got ${quoted(length)}; try 10`);
  }
  checkIndices("bincount", ids, length);
  const { weights } = checkOptions("bincount", options, "weights: x");
  const counted: Operand =
    weights === undefined
      ? (ones(ids.shape, { dtype: "int32" }) as Operand)
      : operand("bincount", weights, arithmetic);
  if (!sameShape(counted.shape, ids.shape)) {
    throw new ShapeError(
      `bincount: expected weights ${formatShape(ids.shape)}, one for each number, got ${formatShape(counted.shape)}; try broadcastTo on them`,
    );
  }
  return putBack(counted, ids, { axis: 0, shape: [length] }) as Operand as Tensor<[Length], Arithmetic<D>>;
}
