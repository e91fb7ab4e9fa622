import type { Values } from "../../tensor/dtype.js";
import type { ReductionKernel } from "../engine.js";

/*
 * The order of summation, which every engine keeps:
 * - over the last axis (inner = 1): four running sums; value i is added to sum i % 4, all from +0; at the end
 *   (s0 + s1) + (s2 + s3). A SIMD register of four lanes does just this.
 * - over any other axis: one running sum per column from +0, values in order.
 * Each addition is rounded to the dtype: the running sums live in arrays of that dtype.
 */

const lanes32 = new Float32Array(4);
const lanes64 = new Float64Array(4);
const lanesInt = new Int32Array(4);

/** Σ x[from…to - 1] in four interleaved running sums of the dtype of x. */
export function sumInLanes(x: Values, from: number, to: number): number {
  const s = x instanceof Float32Array ? lanes32 : x instanceof Float64Array ? lanes64 : lanesInt;
  s.fill(0);
  for (let i = from; i < to; i++) {
    const lane = (i - from) & 3;
    s[lane] = s[lane]! + x[i]!;
  }
  s[0] = s[0]! + s[1]!;
  s[2] = s[2]! + s[3]!;
  s[0] = s[0]! + s[2]!;
  return s[0]!;
}

/** Σ over the middle axis of x [outer, length, inner]. */
export const sum: ReductionKernel = (x, out, { outer, length, inner }) => {
  if (inner !== 1) {
    out.fill(0);
    for (let o = 0; o < outer; o++) {
      for (let i = 0; i < length; i++) {
        const from = (o * length + i) * inner;
        const to = o * inner;
        for (let j = 0; j < inner; j++) out[to + j] = out[to + j]! + x[from + j]!;
      }
    }
    return;
  }
  for (let o = 0; o < outer; o++) out[o] = sumInLanes(x, o * length, (o + 1) * length);
};

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
