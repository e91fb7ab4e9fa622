import type { Values } from "../../tensor/dtype.js";
import type { MatMulLayout } from "../engine.js";
import { sumSideBySide } from "./blocks.js";

/**
 * out = a · b for each matrix of a batch.
 *
 * Each element of the result starts at +0 and adds a[i, p] · b[p, j] for p = 0, 1, 2, … in that order; every
 * product is rounded to the dtype, then every sum (no fused multiply-add). More than 4,096 terms are added in
 * blocks (blocks.ts). The loop over p stands outside the loop over columns: that changes nothing in the order
 * of any one element, and lets SIMD lanes run over the columns.
 */
export function matmul(a: Values, b: Values, out: Values, layout: MatMulLayout): void {
  const { m, k, n, transposeA, transposeB, offsetsA, offsetsB } = layout;
  const strideI = transposeA ? 1 : k;
  const strideP = transposeA ? m : 1;
  for (let batch = 0; batch < offsetsA.length; batch++) {
    const fromA = offsetsA[batch]!;
    const fromB = offsetsB[batch]!;
    sumSideBySide(k, out, batch * m * n, m * n, (sums, at, from, to) => {
      for (let i = 0; i < m; i++) {
        const row = fromA + i * strideI;
        if (transposeB) {
          for (let j = 0; j < n; j++) {
            dot(a, row + from * strideP, strideP, b, fromB + j * k + from, to - from, sums, at + i * n + j);
          }
        } else {
          for (let p = from; p < to; p++) {
            addScaledRow(a[row + p * strideP]!, b, fromB + p * n, sums, at + i * n, n);
          }
        }
      }
    });
  }
}

/** out[to + j] += scale · b[from + j] for n columns. */
function addScaledRow(scale: number, b: Values, from: number, out: Values, to: number, n: number): void {
  if (out instanceof Float32Array) {
    for (let j = 0; j < n; j++) out[to + j] = out[to + j]! + Math.fround(scale * b[from + j]!);
  } else if (out instanceof Int32Array) {
    for (let j = 0; j < n; j++) out[to + j] = out[to + j]! + Math.imul(scale, b[from + j]!);
  } else {
    for (let j = 0; j < n; j++) out[to + j] = out[to + j]! + scale * b[from + j]!;
  }
}

/** out[to] = Σ a[fromA + p · strideA] · b[fromB + p], p in order. */
function dot(
  a: Values,
  fromA: number,
  strideA: number,
  b: Values,
  fromB: number,
  k: number,
  out: Values,
  to: number,
): void {
  let sum = 0;
  if (out instanceof Float32Array) {
    for (let p = 0; p < k; p++) sum = Math.fround(sum + Math.fround(a[fromA + p * strideA]! * b[fromB + p]!));
  } else if (out instanceof Int32Array) {
    for (let p = 0; p < k; p++) sum = (sum + Math.imul(a[fromA + p * strideA]!, b[fromB + p]!)) | 0;
  } else {
    for (let p = 0; p < k; p++) sum += a[fromA + p * strideA]! * b[fromB + p]!;
  }
  out[to] = sum;
}
