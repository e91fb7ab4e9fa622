import type { Values } from "../../tensor/dtype.js";
import type { ReductionKernel } from "../engine.js";
import { BLOCK, inBlocks, sumSideBySide } from "./blocks.js";
import { roundingOf } from "./round.js";

/*
 * The order of summation, which every engine keeps:
 * - over the last axis (inner = 1): four running sums; value i is added to sum i % 4, all from +0; at the end
 *   (s0 + s1) + (s2 + s3). A SIMD register of four lanes does just this.
 * - over any other axis: one running sum per column from +0, values in order.
 * - more than 4,096 values: each block of 256 in that way, then the sums of the blocks as a tree (blocks.ts).
 * Each addition is rounded to the dtype.
 */

/** Σ x[from…to - 1] in four interleaved running sums of the dtype of x. */
export function sumInLanes(x: Values, from: number, to: number): number {
  const round = roundingOf(x);
  return inBlocks(
    to - from,
    (first, end) => lanes(x, from + first, from + end),
    (a, b) => round(a + b),
    BLOCK,
  );
}

function lanes(x: Values, from: number, to: number): number {
  const round = roundingOf(x);
  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  let i = from;
  for (; i + 4 <= to; i += 4) {
    s0 = round(s0 + x[i]!);
    s1 = round(s1 + x[i + 1]!);
    s2 = round(s2 + x[i + 2]!);
    s3 = round(s3 + x[i + 3]!);
  }
  if (i < to) s0 = round(s0 + x[i]!);
  if (i + 1 < to) s1 = round(s1 + x[i + 1]!);
  if (i + 2 < to) s2 = round(s2 + x[i + 2]!);
  return round(round(s0 + s1) + round(s2 + s3));
}

/** Σ over the middle axis of x [outer, length, inner]. */
export const sum: ReductionKernel = (x, out, { outer, length, inner }) => {
  for (let o = 0; o < outer; o++) {
    const start = o * length * inner;
    if (inner === 1) {
      out[o] = sumInLanes(x, start, start + length);
      continue;
    }
    sumSideBySide(length, out, o * inner, inner, (row, at, from, to) => {
      for (let i = from; i < to; i++) addRow(x, start + i * inner, row, at, inner);
    });
  }
};

/** out[at + j] += x[from + j] for so many columns. */
function addRow(x: Values, from: number, out: Values, at: number, columns: number): void {
  for (let j = 0; j < columns; j++) out[at + j] = out[at + j]! + x[from + j]!;
}

/** The greatest value; NaN when there is one. Its order does not matter. */
export const max: ReductionKernel = (x, out, { outer, length, inner }) => {
  for (let o = 0; o < outer; o++) {
    for (let j = 0; j < inner; j++) {
      let best = x[o * length * inner + j]!;
      for (let i = 1; i < length; i++) best = Math.max(best, x[(o * length + i) * inner + j]!);
      out[o * inner + j] = best;
    }
  }
};

/** The least value; NaN when there is one. */
export const min: ReductionKernel = (x, out, { outer, length, inner }) => {
  for (let o = 0; o < outer; o++) {
    for (let j = 0; j < inner; j++) {
      let best = x[o * length * inner + j]!;
      for (let i = 1; i < length; i++) best = Math.min(best, x[(o * length + i) * inner + j]!);
      out[o * inner + j] = best;
    }
  }
};

/** The position of the greatest value, the first of equals; of the first NaN when there is one. */
export const argmax: ReductionKernel = (x, out, { outer, length, inner }) => {
  for (let o = 0; o < outer; o++) {
    for (let j = 0; j < inner; j++) {
      let at = 0;
      let best = x[o * length * inner + j]!;
      for (let i = 1; i < length && !Number.isNaN(best); i++) {
        const value = x[(o * length + i) * inner + j]!;
        if (value > best || Number.isNaN(value)) {
          best = value;
          at = i;
        }
      }
      out[o * inner + j] = at;
    }
  }
};

/** The position of the least value, the first of equals; of the first NaN when there is one. */
export const argmin: ReductionKernel = (x, out, { outer, length, inner }) => {
  for (let o = 0; o < outer; o++) {
    for (let j = 0; j < inner; j++) {
      let at = 0;
      let best = x[o * length * inner + j]!;
      for (let i = 1; i < length && !Number.isNaN(best); i++) {
        const value = x[(o * length + i) * inner + j]!;
        if (value < best || Number.isNaN(value)) {
          best = value;
          at = i;
        }
      }
      out[o * inner + j] = at;
    }
  }
};
