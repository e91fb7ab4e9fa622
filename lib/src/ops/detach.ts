import type { DType } from "../tensor/dtype.js";
import { addMethod } from "../tensor/methods.js";
import type { Operand } from "../tensor/operand.js";
import type { Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { copyOf } from "./support/copy.js";
import { checkTensor } from "./support/operands.js";

/**
 * The same values outside the graph: no gradient flows back through the result. It is a copy.
 *
 * @example
 * detach(tensor([1], { requiresGrad: true })).requiresGrad // false
 */
export function detach<S extends Shape, D extends DType>(x: Operand<S, D>): Tensor<S, D> {
  checkTensor("detach", x);
  return copyOf(x) as Operand as Tensor<S, D>;
}

declare module "../tensor/operations.js" {
  interface Operations {
    /** The same values outside the graph, as a copy. See {@link detach}. */
    detach<S extends Shape, D extends DType>(this: Operand<S, D>): Tensor<S, D>;
  }
}
addMethod("detach", detach);
