import type { DType } from "./dtype.js";

/** How one tensor's numbers are written: all in the same way, so that columns line up. */
export type NumberFormat = (value: number) => string;

/** Digits after the point, and digits in all, that are shown at most. */
const precision = {
  float32: { fraction: 6, total: 7 },
  float64: { fraction: 8, total: 15 },
};

/**
 * Chooses how to write some values: whole numbers as they are, others with as many digits as they need (up to
 * 6 after the point for float32 and 8 for float64), and with an exponent when they are very large or small.
 */
export function chooseFormat(values: ArrayLike<number>, dtype: DType): NumberFormat {
  if (dtype === "bool") return (value) => (value === 0 ? "false" : "true");
  if (dtype === "int32") return String;
  let greatest = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < values.length; i++) {
    const size = Math.abs(values[i]!);
    if (!Number.isFinite(size) || size === 0) continue;
    greatest = Math.max(greatest, size);
    least = Math.min(least, size);
  }
  const exponent = greatest >= 1e8 || (greatest > 0 && greatest < 1e-3) || greatest / least > 1e8;
  const { fraction, total } = precision[dtype];
  const whole = exponent ? 1 : Math.max(1, Math.floor(Math.log10(greatest || 1)) + 1);
  const digits = Math.max(0, Math.min(fraction, total - whole));
  let needed = 0;
  for (let i = 0; i < values.length; i++) {
    if (Number.isFinite(values[i]!)) needed = Math.max(needed, digitsOf(values[i]!, dtype, exponent, digits));
  }
  return (value) => {
    if (!Number.isFinite(value)) return Number.isNaN(value) ? "NaN" : value > 0 ? "∞" : "-∞";
    return exponent ? value.toExponential(needed) : value.toFixed(needed);
  };
}

/** Digits after the point that tell this value from its neighbours, up to a limit. */
function digitsOf(value: number, dtype: DType, exponent: boolean, limit: number): number {
  for (let digits = 0; digits < limit; digits++) {
    const shown = Number(exponent ? value.toExponential(digits) : value.toFixed(digits));
    if (dtype === "float32" ? Math.fround(shown) === value : shown === value) return digits;
  }
  return limit;
}
