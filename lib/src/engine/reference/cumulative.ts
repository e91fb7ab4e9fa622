import type { Values } from "../../tensor/dtype.js";
import type { CumulativeLayout } from "../engine.js";

/**
 * Running sums along the middle axis of x [outer, length, inner]: one per column from +0, values in order.
 */
export function cumsum(x: Values, out: Values, layout: CumulativeLayout): void {
  const { outer, length, inner, exclusive, reverse } = layout;
  for (let o = 0; o < outer; o++) {
    for (let step = 0; step < length; step++) {
      const row = (o * length + (reverse ? length - 1 - step : step)) * inner;
      const before = reverse ? row + inner : row - inner;
      for (let j = 0; j < inner; j++) {
        const sum = step === 0 ? 0 : out[before + j]!;
        // An exclusive sum takes in the value of the row before it instead of its own.
        const value = exclusive ? (step === 0 ? 0 : x[before + j]!) : x[row + j]!;
        out[row + j] = sum + value;
      }
    }
  }
}
