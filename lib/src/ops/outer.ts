import { ShapeError } from "../errors.js";
import type { Arithmetic, DType, Promote } from "../tensor/dtype.js";
import type { Operand } from "../tensor/operand.js";
import { formatShape, type Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { expandDims } from "./expand-dims.js";
import { mul } from "./mul.js";
import { checkTensor } from "./support/operands.js";

/** The shape of an outer product: a row for each value of the left, a column for each of the right. */
export type Outer<A extends Shape, B extends Shape> = A extends readonly [infer N extends number]
  ? B extends readonly [infer M extends number]
    ? [N, M]
    : [number, number]
  : [number, number];

/**
 * The product of each value of one vector with each of another: y[i, j] = a[i] · b[j].
 *
 * Shapes: `a [3], b [2] → [3, 2]`. dtypes promote; bool gives int32.
 * Throws ShapeError for anything but vectors (NumPy lays their values in a row).
 *
 * @example
 * outer(tensor([1, 2]), tensor([3, 4])).toArray() // [[3, 4], [6, 8]]
 */
export function outer<A extends Shape, D extends DType, B extends Shape, E extends DType>(
  a: Operand<A, D>,
  b: Operand<B, E>,
): Tensor<Outer<A, B>, Arithmetic<Promote<D, E>>> {
  checkTensor("outer", a);
  checkTensor("outer", b);
  if (a.shape.length !== 1 || b.shape.length !== 1) {
    throw new ShapeError(
      `outer: expected two vectors, got ${formatShape(a.shape)} and ${formatShape(b.shape)}; try flatten on them, or einsum for more axes`,
    );
  }
  return mul(expandDims(a as Operand, 1) as Operand, b as Operand) as Operand as Tensor<
    Outer<A, B>,
    Arithmetic<Promote<D, E>>
  >;
}
