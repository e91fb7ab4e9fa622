import type { UnaryKernel } from "../engine.js";

/** One function of a number as a kernel. */
function elementwise(f: (x: number) => number): UnaryKernel {
  return (x, out) => {
    for (let i = 0; i < out.length; i++) out[i] = f(x[i]!);
  };
}

/** Rounds to the nearest whole number, halves to the even one (as IEEE 754 and NumPy do). */
function roundHalfEven(x: number): number {
  const below = Math.floor(x);
  const rest = x - below;
  if (rest < 0.5) return below;
  if (rest > 0.5) return below + 1;
  return below % 2 === 0 ? below : below + 1;
}

export const abs = elementwise(Math.abs);
export const ceil = elementwise(Math.ceil);
export const copy = elementwise((x) => x);
export const floor = elementwise(Math.floor);
export const neg = elementwise((x) => -x);
/** max(x, 0); NaN stays NaN. */
export const relu = elementwise((x) => (x < 0 ? 0 : x));
export const round = elementwise(roundHalfEven);
export const sign = elementwise(Math.sign);
export const sqrt = elementwise(Math.sqrt);
