import { apply } from "../autograd/apply.js";
import type { BackwardStep, Operation } from "../autograd/operation.js";
import type { MatMulLayout } from "../engine/engine.js";
import { ShapeError } from "../errors.js";
import { type AnyTensor, asTensor } from "../tensor/base.js";
import { type Arithmetic, arithmetic, type DType, type Promote } from "../tensor/dtype.js";
import { addMethod } from "../tensor/methods.js";
import type { Operand } from "../tensor/operand.js";
import { broadcastShapes, formatShape, type Shape, sizeOf } from "../tensor/shape.js";
import type { Demand, MatMul, MatMulError } from "../tensor/shape-types.js";
import type { Tensor } from "../tensor/tensor.js";
import { reshape } from "./reshape.js";
import { broadcastStrides } from "./support/broadcast.js";
import { meet } from "./support/operands.js";
import { sumTo } from "./support/stretch.js";

/** Whether a factor is used as it is stored or with its last two axes swapped; no copy is made for that. */
interface Transposes {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

/** Products of matrices of rank 2 or more. */
const operation: Operation<Transposes, MatMulLayout> = {
  name: "matmul",
  saves: ["inputs"],
  plan([a, b], { transposeA, transposeB }) {
    const [p, q] = a!.shape.slice(-2) as [number, number];
    const [r, s] = b!.shape.slice(-2) as [number, number];
    const m = transposeA ? q : p;
    const k = transposeA ? p : q;
    const n = transposeB ? r : s;
    const batchA = a!.shape.slice(0, -2);
    const batchB = b!.shape.slice(0, -2);
    const batch = broadcastShapes("matmul", batchA, batchB);
    return {
      shape: [...batch, m, n],
      dtype: a!.dtype,
      plan: {
        m,
        k,
        n,
        transposeA,
        transposeB,
        offsetsA: batchOffsets(batchA, batch, p * q),
        offsetsB: batchOffsets(batchB, batch, r * s),
      },
    };
  },
  run: (engine, [a, b], out, layout) => engine.matmul(a!, b!, out, layout),
  backward(step) {
    const [a, b] = step.inputs;
    return [
      step.needs(0) ? sumTo(gradientOfA(step), a!.shape) : undefined,
      step.needs(1) ? sumTo(gradientOfB(step), b!.shape) : undefined,
    ];
  },
};

/** With C = A · B: dA = dC · Bᵀ; with A stored transposed, dA = B · dCᵀ. */
function gradientOfA({ inputs, attributes, gradient }: BackwardStep<Transposes>): Operand {
  const { transposeA, transposeB } = attributes;
  if (transposeA) return product(inputs[1]!, gradient, { transposeA: transposeB, transposeB: true });
  return product(gradient, inputs[1]!, { transposeA: false, transposeB: !transposeB });
}

/** With C = A · B: dB = Aᵀ · dC; with B stored transposed, dB = dCᵀ · A. */
function gradientOfB({ inputs, attributes, gradient }: BackwardStep<Transposes>): Operand {
  const { transposeA, transposeB } = attributes;
  if (transposeB) return product(gradient, inputs[0]!, { transposeA: true, transposeB: transposeA });
  return product(inputs[0]!, gradient, { transposeA: !transposeA, transposeB: false });
}

/** The product of two tensors of rank 2 or more that are known to fit, each as it is stored or turned. */
export function product(a: Operand, b: Operand, transposes: Transposes): Operand {
  return apply(operation, [a, b], transposes);
}

/** Where each matrix of a broadcast batch begins. */
function batchOffsets(own: Shape, batch: Shape, matrix: number): number[] {
  if (batch.length === 0) return [0];
  const strides = broadcastStrides(own, batch);
  const offsets: number[] = [];
  for (let i = 0; i < sizeOf(batch); i++) {
    let rest = i;
    let at = 0;
    for (let axis = batch.length - 1; axis >= 0; axis--) {
      at += (rest % batch[axis]!) * strides[axis]!;
      rest = Math.floor(rest / batch[axis]!);
    }
    offsets.push(at * matrix);
  }
  return offsets;
}

/**
 * Matrix product: c_ij = Σ_k a_ik · b_kj.
 *
 * Shapes: `a [n, k], b [k, m] → [n, m]`; axes before the last two are batches and broadcast. A vector is a
 * row on the left and a column on the right, and its axis goes away: `[k] · [k, m] → [m]`, `[n, k] · [k] → [n]`.
 * Order: the terms of each element are added for k = 0, 1, 2, …, each product and each sum rounded;
 * more than 4,096 terms in blocks of 256, whose sums are added in pairs.
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
