import type { Json, JsonObject } from "../json.js";

/** Reads what a trace or a layout says, of which nothing is certain. */

export const objectOf = (value: Json): JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};

export const listOf = (value: Json): readonly Json[] => (Array.isArray(value) ? value : []);

export const numberOf = (value: Json, otherwise: number): number =>
  typeof value === "number" ? value : otherwise;

export const textOf = (value: Json, otherwise = ""): string =>
  typeof value === "string" ? value : typeof value === "number" ? String(value) : otherwise;

/** The value for the item at `index`, where one stands for all or each has its own. */
export const eachOf = (value: Json, index: number): Json => (Array.isArray(value) ? value[index] : value);

/** The x or y of a trace's items: listed, or from `x0` in steps of `dx`. */
export function along(trace: JsonObject, axis: "x" | "y", count: number): readonly Json[] {
  const listed = trace[axis];
  if (Array.isArray(listed)) return listed;
  const from = numberOf(trace[`${axis}0`], 0);
  const step = numberOf(trace[`d${axis}`], 1);
  return Array.from({ length: count }, (_, i) => from + i * step);
}
