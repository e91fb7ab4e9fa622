import { OptionError } from "../../../errors.js";
import { isList, quoted } from "../../../given.js";

/** How far something may be changed: evenly between -f and f, or between two limits. */
export type Factor = number | readonly [lower: number, upper: number];

/** A factor's limits. Throws OptionError. */
export function limitsOf(where: string, name: string, factor: Factor): readonly [number, number] {
  const limits: readonly unknown[] = isList(factor)
    ? (factor as readonly unknown[])
    : [-(factor as number), factor];
  const [lower, upper] = limits as readonly [number, number];
  const sound = limits.length === 2 && limits.every(Number.isFinite) && lower <= upper;
  if (!sound) {
    throw new OptionError(
      `${where}: expected ${name} as a number of at least 0 or [lower, upper], got ${quoted(factor)}; try 0.1`,
    );
  }
  return [lower, upper];
}

/** A number between limits from one in [0, 1). */
export function between([lower, upper]: readonly [number, number], drawn: number): number {
  return lower + (upper - lower) * drawn;
}
