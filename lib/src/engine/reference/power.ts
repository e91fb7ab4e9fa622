import type { BinaryKernel } from "../engine.js";
import { exp64 } from "./exponential.js";
import { log64 } from "./logarithm.js";
import { forEachRow } from "./rows.js";

/**
 * base^exponent in float64: whole exponents up to 1024 by repeated squaring, so that x² is x · x; others as
 * e^(exponent · log base). float32 results are rounded from it.
 */
export function power(base: number, exponent: number): number {
  if (exponent === 0) return 1;
  if (Number.isInteger(exponent) && Math.abs(exponent) <= 1024) {
    let result = 1;
    let square = base;
    for (let rest = Math.abs(exponent); rest > 0; rest = Math.floor(rest / 2)) {
      if (rest % 2 === 1) result *= square;
      square *= square;
    }
    return exponent < 0 ? 1 / result : result;
  }
  if (base === 0) return exponent > 0 ? 0 : Number.POSITIVE_INFINITY;
  if (base === 1) return 1;
  return exp64(exponent * log64(base));
}

/** a^b; NaN for a negative base with an exponent that is not whole. */
export const pow: BinaryKernel = (a, b, out, layout) => {
  const { row, strideA, strideB } = layout;
  forEachRow(layout, (startA, startB, start) => {
    for (let i = 0; i < row; i++) {
      out[start + i] = power(a[startA + i * strideA]!, b[startB + i * strideB]!);
    }
  });
};
