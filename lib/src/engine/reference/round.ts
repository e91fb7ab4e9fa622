import type { Values } from "../../tensor/dtype.js";

const keep = (value: number): number => value;
const wrap = (value: number): number => value | 0;

/** Rounds a float64 result to the dtype of an array; whole numbers wrap around at 32 bits. */
export function roundingOf(out: Values): (value: number) => number {
  return out instanceof Float32Array ? Math.fround : out instanceof Int32Array ? wrap : keep;
}
