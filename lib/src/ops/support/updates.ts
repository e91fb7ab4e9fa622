import { ShapeError } from "../../errors.js";
import { formatShape, type Shape, sameShape } from "../../tensor/shape.js";
import type { Text } from "../../tensor/shape-types.js";
import type { Gathered } from "../gather.js";

/** The message for updates that do not have the shape of what gather would give, or never. */
export type UpdatesError<
  Where extends string,
  S extends Shape,
  I extends Shape,
  U extends Shape,
  Axis extends number,
> = number extends U["length"] | Gathered<S, I, Axis>["length"] | U[number] | Gathered<S, I, Axis>[number]
  ? never
  : U extends Gathered<S, I, Axis>
    ? never
    : `${Where}: updates ${Text<U>} for places of ${Text<Gathered<S, I, Axis>>}`;

/** What updates have to fit. */
interface Places {
  readonly x: Shape;
  readonly indices: Shape;
  readonly axis: number;
}

/** Checks that updates have the shape of what gather would give. Throws ShapeError. */
export function checkUpdates(where: string, updates: Shape, { x, indices, axis }: Places): void {
  const expected = [...x.slice(0, axis), ...indices, ...x.slice(axis + 1)];
  if (sameShape(updates, expected)) return;
  throw new ShapeError(
    `${where}: expected updates ${formatShape(expected)} for indices ${formatShape(indices)} along axis ${axis} of ${formatShape(x)}, got ${formatShape(updates)}; try broadcastTo on them`,
  );
}
