import { apply } from "../autograd/apply.js";
import { type Arithmetic, arithmetic, type DType } from "../tensor/dtype.js";
import { addMethod } from "../tensor/methods.js";
import type { Operand } from "../tensor/operand.js";
import type { Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { operand } from "./support/operands.js";
import { unaryOperation } from "./support/unary.js";

const operation = unaryOperation("round", {});

/**
 * Element-wise rounding: the nearest whole number, halves to the even one.
 *
 * Shapes: `x [...] → [...]`. bool gives int32. No gradient flows.
 *
 * @example
 * round(tensor([0.5, 1.5, 2.4])).toArray() // [0, 2, 2]
 */
export function round<S extends Shape, D extends DType>(x: Operand<S, D>): Tensor<S, Arithmetic<D>> {
  return apply(operation, [operand("round", x, arithmetic)], undefined);
}

declare module "../tensor/operations.js" {
  interface Operations {
    /** Element-wise rounding: the nearest whole number, halves to the even one. See {@link round}. */
    round<S extends Shape, D extends DType>(this: Operand<S, D>): Tensor<S, Arithmetic<D>>;
  }
}
addMethod("round", round);
