import type { Values } from "../../tensor/dtype.js";
import type { ReductionLayout } from "../engine.js";
import { exp32, exp64 } from "./exponential.js";
import { log32, log64 } from "./logarithm.js";
import { sumInLanes } from "./reduce.js";
import { roundingOf } from "./round.js";

/*
 * Both subtract the greatest value m first, so that no exponential overflows. The exponentials are added
 * in the order of `sum`: four interleaved running sums along the last axis, else in sequence.
 */

/** Where the values of one column lie: first, first + step, … below end. */
interface Column {
  readonly first: number;
  readonly end: number;
  readonly step: number;
}

function forEachColumn({ outer, length, inner }: ReductionLayout, visit: (column: Column) => void): void {
  for (let o = 0; o < outer; o++) {
    for (let j = 0; j < inner; j++) {
      const first = o * length * inner + j;
      visit({ first, end: first + length * inner, step: inner });
    }
  }
}

/** Writes e^(x - m) to `out`, m being the greatest value of the column, and gives m. */
function exponentials(x: Values, out: Values, { first, end, step }: Column): number {
  const exp = out instanceof Float32Array ? exp32 : exp64;
  const round = roundingOf(out);
  let m = x[first]!;
  for (let at = first; at < end; at += step) m = Math.max(m, x[at]!);
  for (let at = first; at < end; at += step) out[at] = exp(round(x[at]! - m));
  return m;
}

/** Σ of one column of exponentials. */
function total(values: Values, { first, end, step }: Column): number {
  if (step === 1) return sumInLanes(values, first, end);
  const round = roundingOf(values);
  let sum = 0;
  for (let at = first; at < end; at += step) sum = round(sum + values[at]!);
  return sum;
}

/** e^(x - m) / Σ e^(x - m) */
export function softmax(x: Values, out: Values, layout: ReductionLayout): void {
  forEachColumn(layout, (column) => {
    exponentials(x, out, column);
    const sum = total(out, column);
    for (let at = column.first; at < column.end; at += column.step) out[at] = out[at]! / sum;
  });
}

/** (x - m) - ln Σ e^(x - m) */
export function logSoftmax(x: Values, out: Values, layout: ReductionLayout): void {
  const log = out instanceof Float32Array ? log32 : log64;
  const round = roundingOf(out);
  forEachColumn(layout, (column) => {
    const m = exponentials(x, out, column);
    const logSum = log(total(out, column));
    for (let at = column.first; at < column.end; at += column.step) out[at] = round(x[at]! - m) - logSum;
  });
}
