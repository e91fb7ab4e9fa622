import { apply } from "../autograd/apply.js";
import { type Arithmetic, arithmetic, type DType } from "../tensor/dtype.js";
import { addMethod } from "../tensor/methods.js";
import type { Operand } from "../tensor/operand.js";
import type { Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { operand } from "./support/operands.js";
import { unaryOperation } from "./support/unary.js";

const operation = unaryOperation("neg", { gradient: ({ gradient }) => neg(gradient) });

/**
 * Element-wise negation: -x.
 *
 * Shapes: `x [...] → [...]`. bool gives int32.
 *
 * @example
 * neg(tensor([1, -2])).toArray() // [-1, 2]
 */
export function neg<S extends Shape, D extends DType>(x: Operand<S, D>): Tensor<S, Arithmetic<D>> {
  return apply(operation, [operand("neg", x, arithmetic)], undefined);
}

declare module "../tensor/operations.js" {
  interface Operations {
    /** Element-wise negation: -x. See {@link neg}. */
    neg<S extends Shape, D extends DType>(this: Operand<S, D>): Tensor<S, Arithmetic<D>>;
  }
}
addMethod("neg", neg);
