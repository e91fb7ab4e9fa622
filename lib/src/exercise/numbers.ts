import type { Mistake } from "./exercise.js";

/**
 * True when a number is the wanted one, however it was computed: `0.1 ** 2` is 0.01, though not to the last bit.
 *
 * They may differ by a billionth of the wanted number's size, or by a billionth where that is below 1.
 *
 * @example
 * isNumber(0.1 ** 2, 0.01); // true
 * isNumber(0.011, 0.01); // false
 */
export function isNumber(value: number, wanted: number): boolean {
  return Math.abs(value - wanted) <= 1e-9 * Math.max(1, Math.abs(wanted));
}

/**
 * True when lists have the same length and the same numbers, in the sense of {@link isNumber}.
 *
 * @example
 * areNumbers([0.1 ** 2, 1], [0.01, 1]); // true
 */
export function areNumbers(values: readonly number[], wanted: readonly number[]): boolean {
  return (
    Array.isArray(values) &&
    values.length === wanted.length &&
    wanted.every((number, i) => isNumber(values[i] ?? Number.NaN, number))
  );
}

/**
 * The mistake of giving the wanted number rounded, or cut off, to fewer digits than the exercise takes. List it
 * last, so that a number which stands for another mistake gets that one's hint.
 *
 * @example
 * roundedTooFar(0.0125).when(0.013); // true
 */
export function roundedTooFar(wanted: number): Mistake<number> {
  const digits = [1, 2, 3, 4, 5, 6, 7, 8, 9];
  const rounded = digits.flatMap((count) => {
    const near = Number(wanted.toPrecision(count));
    const unit = 10 ** (Math.floor(Math.log10(Math.abs(wanted))) + 1 - count);
    return [near, Math.trunc(wanted / unit) * unit];
  });
  return {
    when: (value) =>
      value !== 0 && rounded.some((number) => Math.abs(value - number) <= 1e-9 * Math.abs(wanted)),
    hint: "Nearly: that is rounded too far. Give more digits, or write the formula and let the computer work it out.",
  };
}
