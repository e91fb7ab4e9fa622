import type { DType } from "../tensor/dtype.js";
import type { Operand } from "../tensor/operand.js";
import { normalizeAxis, type Shape } from "../tensor/shape.js";
import type { Reduce } from "../tensor/shape-types.js";
import type { Tensor } from "../tensor/tensor.js";
import { type Range, slice } from "./slice.js";
import type { EqualParts, SizeAt } from "./split.js";
import { checkTensor } from "./support/operands.js";

/** The tensors that an axis holds. */
export type Unstacked<S extends Shape, D extends DType, Axis extends number> = EqualParts<
  Tensor<Reduce<S, Axis, false>, D>,
  SizeAt<S, Axis>
>;

/**
 * The entries along an axis, by default the first, as tensors without it: the reverse of stack.
 *
 * Shapes: `unstack(x [2, 3]) → [3], [3]`, `unstack(x [2, 3], 1) → [2], [2], [2]`.
 * Throws OptionError for an axis that is not there.
 *
 * @example
 * const [a, b] = unstack(tensor([[1, 2], [3, 4]]));
 * b.toArray() // [3, 4]
 */
export function unstack<S extends Shape, D extends DType, const Axis extends number = 0>(
  x: Operand<S, D>,
  axis?: Axis,
): Unstacked<S, D, Axis> {
  checkTensor("unstack", x);
  const along = normalizeAxis("unstack", axis ?? 0, x.shape.length);
  return Array.from({ length: x.shape[along]! }, (_, i) => {
    const ranges: Range[] = x.shape.map(() => null);
    ranges[along] = i;
    return slice(x as Operand, ranges);
  }) as Operand[] as unknown as Unstacked<S, D, Axis>;
}
