import type { BroadcastLayout } from "../engine.js";

/**
 * Calls `visit` once for each row of a broadcast, in the order of the result, with the positions at which
 * the row begins in a, in b and in the result.
 */
export function forEachRow(
  layout: BroadcastLayout,
  visit: (startA: number, startB: number, start: number) => void,
): void {
  const { outer, outerStridesA, outerStridesB, row } = layout;
  if (outer.length === 0) {
    visit(0, 0, 0);
    return;
  }
  const index = new Array<number>(outer.length).fill(0);
  let rows = 1;
  for (const size of outer) rows *= size;
  let startA = 0;
  let startB = 0;
  for (let r = 0; r < rows; r++) {
    visit(startA, startB, r * row);
    // Counts up like an odometer: the last axis first, carrying to the one before it.
    for (let axis = outer.length - 1; axis >= 0; axis--) {
      startA += outerStridesA[axis]!;
      startB += outerStridesB[axis]!;
      index[axis]!++;
      if (index[axis]! < outer[axis]!) break;
      startA -= outerStridesA[axis]! * outer[axis]!;
      startB -= outerStridesB[axis]! * outer[axis]!;
      index[axis] = 0;
    }
  }
}
