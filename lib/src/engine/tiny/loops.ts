import type { Values } from "../../tensor/dtype.js";
import type {
  BroadcastLayout,
  MatMulLayout,
  ReductionLayout,
  StridedLayout,
  UnaryKernel,
} from "../engine.js";
import { forEachPosition } from "../reference/memory.js";
import { sumInLanes } from "../reference/reduce.js";
import { forEachRow } from "../reference/rows.js";

/*
 * Kernels of the reference engine for a few float32 values, each bound to its arrays: what does not change from call to call
 * (positions, strides) is laid out once, and a call is one loop. The bits are the reference engine's.
 */

/** Computes the values of an array from others, the same ones every time. */
export type Loop = () => void;

/** Where the operands of each value of a broadcast lie. */
function positionsOf(layout: BroadcastLayout, size: number): readonly [Int32Array, Int32Array] {
  const ofA = new Int32Array(size);
  const ofB = new Int32Array(size);
  forEachRow(layout, (startA, startB, start) => {
    for (let i = 0; i < layout.row; i++) {
      ofA[start + i] = startA + i * layout.strideA;
      ofB[start + i] = startB + i * layout.strideB;
    }
  });
  return [ofA, ofB];
}

export function add(a: Values, b: Values, out: Values, layout: BroadcastLayout): Loop {
  const [ofA, ofB] = positionsOf(layout, out.length);
  return () => {
    for (let i = 0; i < out.length; i++) out[i] = a[ofA[i]!]! + b[ofB[i]!]!;
  };
}

export function sub(a: Values, b: Values, out: Values, layout: BroadcastLayout): Loop {
  const [ofA, ofB] = positionsOf(layout, out.length);
  return () => {
    for (let i = 0; i < out.length; i++) out[i] = a[ofA[i]!]! - b[ofB[i]!]!;
  };
}

export function mul(a: Values, b: Values, out: Values, layout: BroadcastLayout): Loop {
  const [ofA, ofB] = positionsOf(layout, out.length);
  return () => {
    for (let i = 0; i < out.length; i++) out[i] = a[ofA[i]!]! * b[ofB[i]!]!;
  };
}

export function div(a: Values, b: Values, out: Values, layout: BroadcastLayout): Loop {
  const [ofA, ofB] = positionsOf(layout, out.length);
  return () => {
    for (let i = 0; i < out.length; i++) out[i] = a[ofA[i]!]! / b[ofB[i]!]!;
  };
}

export function unary(kernel: UnaryKernel, x: Values, out: Values): Loop {
  return () => kernel(x, out);
}

export function strided(x: Values, out: Values, layout: StridedLayout): Loop {
  const positions = new Int32Array(out.length);
  forEachPosition(layout, (from, i) => {
    positions[i] = from;
  });
  return () => {
    for (let i = 0; i < out.length; i++) out[i] = x[positions[i]!]!;
  };
}

/** One product; its terms are added in one block. */
export function matmul(a: Values, b: Values, out: Values, layout: MatMulLayout): Loop {
  const { m, k, n, transposeA, transposeB } = layout;
  const fromA = layout.offsetsA[0]!;
  const fromB = layout.offsetsB[0]!;
  const [rowA, termA] = transposeA ? [1, m] : [k, 1];
  const [termB, columnB] = transposeB ? [1, k] : [n, 1];
  return () => {
    for (let i = 0, to = 0; i < m; i++) {
      for (let j = 0; j < n; j++, to++) {
        let sum = 0;
        let atA = fromA + i * rowA;
        let atB = fromB + j * columnB;
        for (let p = 0; p < k; p++, atA += termA, atB += termB)
          sum = Math.fround(sum + Math.fround(a[atA]! * b[atB]!));
        out[to] = sum;
      }
    }
  };
}

/** Its terms are added in one block. */
export function sum(x: Values, out: Values, { outer, length, inner }: ReductionLayout): Loop {
  if (inner === 1) {
    return () => {
      for (let o = 0; o < outer; o++) out[o] = sumInLanes(x, o * length, (o + 1) * length);
    };
  }
  return () => {
    for (let o = 0, to = 0; o < outer; o++) {
      for (let j = 0; j < inner; j++, to++) {
        let sum = 0;
        let from = o * length * inner + j;
        for (let i = 0; i < length; i++, from += inner) sum = Math.fround(sum + x[from]!);
        out[to] = sum;
      }
    }
  };
}
