import { apply } from "../autograd/apply.js";
import { type Arithmetic, arithmetic, type DType } from "../tensor/dtype.js";
import { addMethod } from "../tensor/methods.js";
import type { Operand } from "../tensor/operand.js";
import type { Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { operand } from "./support/operands.js";
import { unaryOperation } from "./support/unary.js";

const operation = unaryOperation("sign", {});

/**
 * Element-wise sign: -1, 0 or 1.
 *
 * Shapes: `x [...] → [...]`. bool gives int32. No gradient flows: it is 0 wherever it is defined.
 *
 * @example
 * sign(tensor([-3, 0, 2])).toArray() // [-1, 0, 1]
 */
export function sign<S extends Shape, D extends DType>(x: Operand<S, D>): Tensor<S, Arithmetic<D>> {
  return apply(operation, [operand("sign", x, arithmetic)], undefined);
}

declare module "../tensor/operations.js" {
  interface Operations {
    /** Element-wise sign: -1, 0 or 1. See {@link sign}. */
    sign<S extends Shape, D extends DType>(this: Operand<S, D>): Tensor<S, Arithmetic<D>>;
  }
}
addMethod("sign", sign);
