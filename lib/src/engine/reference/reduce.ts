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
  const s = out instanceof Float32Array ? lanes32 : out instanceof Float64Array ? lanes64 : lanesInt;
  for (let o = 0; o < outer; o++) {
    s.fill(0);
    const from = o * length;
    for (let i = 0; i < length; i++) s[i & 3] = s[i & 3]! + x[from + i]!;
    s[0] = s[0]! + s[1]!;
    s[2] = s[2]! + s[3]!;
    out[o] = s[0]! + s[2]!;
  }
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
