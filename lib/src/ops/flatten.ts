import type { DType } from "../tensor/dtype.js";
import { addMethod } from "../tensor/methods.js";
import type { Operand } from "../tensor/operand.js";
import type { Tensor } from "../tensor/tensor.js";
import { reshape } from "./reshape.js";
import { checkTensor } from "./support/operands.js";

/**
 * All values in one axis, row after row.
 *
 * Shapes: `x [4, 2] → [8]`.
 *
 * @example
 * flatten(tensor([[1, 2], [3, 4]])).toArray() // [1, 2, 3, 4]
 */
export function flatten<D extends DType>(x: Operand<readonly number[], D>): Tensor<[number], D> {
  checkTensor("flatten", x);
  return reshape(x, [-1]) as Operand as Tensor<[number], D>;
}

declare module "../tensor/operations.js" {
  interface Operations {
    /** All values in one axis. See {@link flatten}. */
    flatten<D extends DType>(this: Operand<readonly number[], D>): Tensor<[number], D>;
  }
}
addMethod("flatten", flatten);
