import { ShapeError } from "../errors.js";
import { type AnyTensor, asTensor } from "../tensor/base.js";
import { type Arithmetic, arithmetic, type DType, type Promote } from "../tensor/dtype.js";
import { addMethod } from "../tensor/methods.js";
import type { Operand } from "../tensor/operand.js";
import { formatShape, type Shape } from "../tensor/shape.js";
import type { Demand, MatMul, MatMulError } from "../tensor/shape-types.js";
import type { Tensor } from "../tensor/tensor.js";
import { reshape } from "./reshape.js";
import { meet } from "./support/operands.js";
import { product } from "./support/product.js";

/**
 * Matrix product: c_ij = Σ_k a_ik · b_kj.
 *
 * Shapes: `a [n, k], b [k, m] → [n, m]`; axes before the last two are batches and broadcast. A vector is a
 * row on the left and a column on the right, and its axis goes away: `[k] · [k, m] → [m]`, `[n, k] · [k] → [n]`.
 * Order: the terms of each element are added for k = 0, 1, 2, …, each product and each sum rounded;
 * more than 4,096 terms in blocks of at most 256, whose sums are added in pairs.
 * Throws ShapeError when the inner sizes differ.
 *
 * @example
 * matmul(tensor([[1, 2], [3, 4]]), tensor([[5], [6]])).toArray() // [[17], [39]]
 */
export function matmul<S extends Shape, D extends DType, B extends Shape, E extends DType>(
  a: Operand<S, D>,
  b: Operand<B, E> & Demand<MatMulError<S, B>>,
): Tensor<MatMul<S, B>, Arithmetic<Promote<D, E>>> {
  const [x, y] = meet("matmul", a, b, arithmetic);
  checkInnerSizes(x.shape, y.shape);
  // A batch of matrices by one matrix is one taller matrix by it: one product, and one for each gradient.
  const isTall = x.rank > 2 && y.rank === 2;
  const left = x.rank === 1 || isTall ? asTensor(reshape(x, [-1, x.shape[x.rank - 1]!])) : x;
  const right = y.rank === 1 ? asTensor(reshape(y, [-1, 1])) : y;
  const result = asTensor(product(left, right, { transposeA: false, transposeB: false }));
  if (isTall) return reshape(result, [...x.shape.slice(0, -1), y.shape[1]!]) as never;
  return withoutVectorAxes(result, x.rank === 1, y.rank === 1) as Operand as Tensor<
    MatMul<S, B>,
    Arithmetic<Promote<D, E>>
  >;
}

function checkInnerSizes(a: Shape, b: Shape): void {
  if (a.length === 0 || b.length === 0) {
    throw new ShapeError(
      `matmul: expected at least one axis on each side, got ${formatShape(a)} x ${formatShape(b)}; try mul for a product with a single number`,
    );
  }
  const inner = b[Math.max(b.length - 2, 0)]!;
  if (a[a.length - 1] !== inner) {
    throw new ShapeError(
      `matmul: inner sizes differ: ${formatShape(a)} x ${formatShape(b)}; expected [n, k] x [k, m], got k = ${a[a.length - 1]} and ${inner}; try .transpose() on one of them`,
    );
  }
}

/** Takes away the axis of size 1 that a vector was given for the product. */
function withoutVectorAxes(c: AnyTensor, left: boolean, right: boolean): AnyTensor {
  if (!left && !right) return c;
  const batch = c.shape.slice(0, -2);
  const [m, n] = c.shape.slice(-2) as [number, number];
  return asTensor(reshape(c, [...batch, ...(left ? [] : [m]), ...(right ? [] : [n])]) as Operand);
}

declare module "../tensor/operations.js" {
  interface Operations {
    /** Matrix product. See {@link matmul}. */
    matmul<S extends Shape, D extends DType, B extends Shape, E extends DType>(
      this: Operand<S, D>,
      b: Operand<B, E> & Demand<MatMulError<S, B>>,
    ): Tensor<MatMul<S, B>, Arithmetic<Promote<D, E>>>;
  }
}
addMethod("matmul", matmul);
