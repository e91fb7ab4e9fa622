import type { DType } from "../tensor/dtype.js";
import { addMethod } from "../tensor/methods.js";
import type { Operand } from "../tensor/operand.js";
import { normalizeAxes, type Shape } from "../tensor/shape.js";
import type { AxisOption } from "../tensor/shape-types.js";
import type { Tensor } from "../tensor/tensor.js";
import { type Range, slice } from "./slice.js";
import { checkTensor } from "./support/operands.js";

/**
 * Reverses the order along all axes, or the ones given.
 *
 * Shapes: `x [...] → [...]`. Throws OptionError for an axis that is not there.
 *
 * @example
 * flip(tensor([1, 2, 3])).toArray() // [3, 2, 1]
 */
export function flip<S extends Shape, D extends DType>(x: Operand<S, D>, axis?: AxisOption): Tensor<S, D> {
  checkTensor("flip", x);
  const ranges: Range[] = x.shape.map(() => null);
  for (const a of normalizeAxes("flip", axis, x.shape.length)) ranges[a] = [-1, null, -1];
  return slice(x, ranges) as Operand as Tensor<S, D>;
}

declare module "../tensor/operations.js" {
  interface Operations {
    /** Reverses the order along all axes, or the ones given. See {@link flip}. */
    flip<S extends Shape, D extends DType>(this: Operand<S, D>, axis?: AxisOption): Tensor<S, D>;
  }
}
addMethod("flip", flip);
