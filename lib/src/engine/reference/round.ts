import type { Values } from "../../tensor/dtype.js";

const keep = (value: number): number => value;

/** Rounds a float64 result to the float dtype of an array. */
export function roundingOf(out: Values): (value: number) => number {
  return out instanceof Float32Array ? Math.fround : keep;
}
