import { apply } from "../../autograd/apply.js";
import type { BackwardStep, Operation } from "../../autograd/operation.js";
import type { MatMulLayout } from "../../engine/engine.js";
import type { Operand } from "../../tensor/operand.js";
import { broadcastShapes, type Shape, sizeOf } from "../../tensor/shape.js";
import { broadcastStrides } from "./broadcast.js";
import { sumTo } from "./stretch.js";

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
