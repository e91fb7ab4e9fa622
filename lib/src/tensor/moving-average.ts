import type { FloatValues } from "./dtype.js";

/**
 * average ← momentum · average + (1 - momentum) · latest, in place, rounded to the arrays' precision after every operation.
 *
 * A loop for each precision: where the rounding is a variable, each value costs two calls, ten times as much as all else.
 */
export function moveAverage(average: FloatValues, latest: FloatValues, momentum: number): void {
  if (average instanceof Float32Array) {
    const keep = Math.fround(momentum);
    const take = Math.fround(1 - momentum);
    for (let i = 0; i < average.length; i++) {
      average[i] = Math.fround(keep * average[i]!) + Math.fround(take * latest[i]!);
    }
    return;
  }
  for (let i = 0; i < average.length; i++) {
    average[i] = momentum * average[i]! + (1 - momentum) * latest[i]!;
  }
}
