import { OptionError, ShapeError } from "../../errors.js";
import { atLeastOne } from "../../given.js";
import { formatShape, type Shape } from "../../tensor/shape.js";

/** A size for both directions, or height and width. */
export type Size2d = number | readonly [height: number, width: number];

/** A size as [height, width]. Throws OptionError. */
export function pair(where: string, name: string, size: Size2d): readonly [number, number] {
  const both: readonly number[] = Array.isArray(size) ? size : [size as number, size as number];
  if (both.length !== 2) {
    throw new OptionError(
      `${where}: expected ${name} to be a number or [height, width], got ${formatShape(both)}; try ${name}: 3`,
    );
  }
  for (const value of both) atLeastOne(where, name, value);
  return [both[0]!, both[1]!];
}

/** What an input has to look like. */
export interface RankRule {
  /** The axes by name: `[N, height, width, channels]`. */
  readonly axes: string;
  readonly rank: number;
}

/** Checks the rank of an image-like input. Throws ShapeError. */
export function checkRank(where: string, shape: Shape, { axes, rank }: RankRule): void {
  if (shape.length === rank) return;
  const advice = shape.length === rank - 1 ? "expandDims(-1) to add the channel axis" : `reshape to ${axes}`;
  throw new ShapeError(`${where}: expected input ${axes}, got ${formatShape(shape)}; try ${advice}`);
}

/** Checks a padding that came from outside the type system. Throws OptionError. */
export function checkPadding(where: string, padding: string | undefined): void {
  if (padding === undefined || padding === "valid" || padding === "same") return;
  throw new OptionError(
    `${where}: expected padding "valid" or "same", got ${JSON.stringify(padding)}; try "same" to keep the size`,
  );
}
