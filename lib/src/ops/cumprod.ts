import { checkOptions } from "../given.js";
import { type Arithmetic, arithmetic, type DType } from "../tensor/dtype.js";
import { ones } from "../tensor/fill.js";
import type { Operand } from "../tensor/operand.js";
import { normalizeAxis, type Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { concat } from "./concat.js";
import type { CumsumOptions } from "./cumsum.js";
import { flip } from "./flip.js";
import { mul } from "./mul.js";
import { type Range, slice } from "./slice.js";
import { operand } from "./support/operands.js";

/** Options of {@link cumprod}. */
export type CumprodOptions = CumsumOptions;

/**
 * Running products along an axis, by default the last: y_i = x_0 · … · x_i.
 *
 * Shapes: `x [...] → [...]`. bool gives int32. Order: each value times the one before it, then times that two places
 * before, four, eight and so on, each product rounded: gradients need no division, and zeros are no exception.
 * Throws OptionError for an axis that is not there.
 *
 * @example
 * cumprod(tensor([1, 2, 3])).toArray() // [1, 2, 6]
 */
export function cumprod<S extends Shape, D extends DType>(
  x: Operand<S, D>,
  axis = -1,
  options?: CumprodOptions,
): Tensor<S, Arithmetic<D>> {
  let values: Operand = operand("cumprod", x, arithmetic);
  const { exclusive = false, reverse = false } = checkOptions(
    "cumprod",
    options,
    "reverse?: true, exclusive?",
  );
  const along = normalizeAxis("cumprod", axis, values.shape.length);
  const length = values.shape[along]!;
  const part = (from: number, to: number): Operand => {
    const ranges: Range[] = values.shape.map(() => null);
    ranges[along] = [from, to];
    return slice(values, ranges);
  };
  if (reverse) values = flip(values, along);
  if (exclusive && length > 0) {
    const first: Operand = ones(
      values.shape.map((size, i) => (i === along ? 1 : size)),
      { dtype: values.dtype },
    );
    values = concat([first, part(0, length - 1)], along);
  }
  for (let reach = 1; reach < length; reach *= 2) {
    values = concat([part(0, reach), mul(part(reach, length), part(0, length - reach)) as Operand], along);
  }
  if (reverse) values = flip(values, along);
  // A result is a tensor of its own, also where nothing is to be done.
  const own: Operand = values === (x as Operand) ? concat([values], along) : values;
  return own as Tensor<S, Arithmetic<D>>;
}
