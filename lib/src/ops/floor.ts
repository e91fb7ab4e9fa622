import { apply } from "../autograd/apply.js";
import { type Arithmetic, arithmetic, type DType } from "../tensor/dtype.js";
import { addMethod } from "../tensor/methods.js";
import type { Operand } from "../tensor/operand.js";
import type { Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { operand } from "./support/operands.js";
import { unaryOperation } from "./support/unary.js";

const operation = unaryOperation("floor", {});

/**
 * Element-wise floor: the greatest whole number that is not above x.
 *
 * Shapes: `x [...] → [...]`. bool gives int32. No gradient flows.
 *
 * @example
 * floor(tensor([1.5, -1.5])).toArray() // [1, -2]
 */
export function floor<S extends Shape, D extends DType>(x: Operand<S, D>): Tensor<S, Arithmetic<D>> {
  return apply(operation, [operand("floor", x, arithmetic)], undefined);
}

declare module "../tensor/operations.js" {
  interface Operations {
    /** Element-wise floor: the greatest whole number that is not above x. See {@link floor}. */
    floor<S extends Shape, D extends DType>(this: Operand<S, D>): Tensor<S, Arithmetic<D>>;
  }
}
addMethod("floor", floor);
