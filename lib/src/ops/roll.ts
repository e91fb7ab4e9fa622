import { OptionError } from "../errors.js";
import { quoted } from "../given.js";
import type { DType } from "../tensor/dtype.js";
import type { Operand } from "../tensor/operand.js";
import { normalizeAxis, type Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { concat } from "./concat.js";
import { flatten } from "./flatten.js";
import { reshape } from "./reshape.js";
import { type Range, slice } from "./slice.js";
import { checkTensor } from "./support/operands.js";

/** One axis moved by a number of places; what leaves at one end comes in at the other. */
function rollAxis(x: Operand, axis: number, shift: number): Operand {
  const length = x.shape[axis]!;
  const border = length === 0 ? 0 : ((-shift % length) + length) % length;
  const part = (from: number, to: number): Operand => {
    const ranges: Range[] = x.shape.map(() => null);
    ranges[axis] = [from, to];
    return slice(x, ranges);
  };
  return concat([part(border, length), part(0, border)], axis);
}

/**
 * Moves the values along axes by some places, in a circle: y[i] = x[i - shift].
 *
 * Shapes: `x [...] → [...]`. One shift for one axis, or a list of each; without an axis the values are moved in the
 * order in which they lie, as in NumPy. A negative shift moves towards the first place.
 * Throws OptionError for an axis that is not there, a shift that is no whole number or another number of them.
 *
 * @example
 * roll(tensor([1, 2, 3]), 1).toArray() // [3, 1, 2]
 */
export function roll<S extends Shape, D extends DType>(
  x: Operand<S, D>,
  shift: number | readonly number[],
  axis?: number | readonly number[],
): Tensor<S, D> {
  checkTensor("roll", x);
  const shifts: readonly number[] = [shift].flat();
  const axes: readonly number[] = axis === undefined ? [] : [axis].flat();
  const along = axes.map((a) => normalizeAxis("roll", a, x.shape.length));
  if (!shifts.every(Number.isInteger) || shifts.length !== (axis === undefined ? 1 : axes.length)) {
    throw new OptionError(
      `roll: expected one whole number for each axis, got ${quoted(shift)} for ${axis === undefined ? "all values in a row" : quoted(axis)}; try roll(x, 1, 0)`,
    );
  }
  if (axis === undefined) {
    const row: Operand = rollAxis(flatten(x as Operand) as Operand, 0, shifts[0]!);
    return reshape(row, x.shape) as Operand as Tensor<S, D>;
  }
  return along.reduce<Operand>((y, a, i) => rollAxis(y, a, shifts[i]!), x as Operand) as Tensor<S, D>;
}
