import type { Values } from "../../tensor/dtype.js";
import type { SortLayout } from "../engine.js";

/** The positions that put each column in order; NaN is the greatest. Equals keep their order in both directions. */
export function argsort(x: Values, out: Int32Array, { outer, length, inner, descending }: SortLayout): void {
  for (let o = 0; o < outer; o++) {
    for (let j = 0; j < inner; j++) {
      const at = (i: number) => x[(o * length + i) * inner + j]!;
      const order = Array.from({ length }, (_, i) => i);
      order.sort((a, b) => compare(at(a), at(b), descending));
      order.forEach((from, i) => {
        out[(o * length + i) * inner + j] = from;
      });
    }
  }
}

function compare(a: number, b: number, descending: boolean): number {
  const order = b > a || (Number.isNaN(b) && !Number.isNaN(a)) ? -1 : a === b || Number.isNaN(b) ? 0 : 1;
  return descending ? -order : order;
}
