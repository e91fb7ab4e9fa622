import type { BinaryKernel } from "../engine.js";
import { forEachRow } from "./rows.js";

/** One comparison as a kernel; any comparison with NaN but ≠ is false. */
function comparison(holds: (x: number, y: number) => boolean): BinaryKernel {
  return (a, b, out, layout) => {
    const { row, strideA, strideB } = layout;
    forEachRow(layout, (startA, startB, start) => {
      for (let i = 0; i < row; i++) {
        out[start + i] = holds(a[startA + i * strideA]!, b[startB + i * strideB]!) ? 1 : 0;
      }
    });
  };
}

export const equal = comparison((x, y) => x === y);
export const notEqual = comparison((x, y) => x !== y);
export const less = comparison((x, y) => x < y);
export const lessEqual = comparison((x, y) => x <= y);
export const greater = comparison((x, y) => x > y);
export const greaterEqual = comparison((x, y) => x >= y);
