import { apply } from "../autograd/apply.js";
import { type Arithmetic, arithmetic, type DType } from "../tensor/dtype.js";
import { addMethod } from "../tensor/methods.js";
import type { Operand } from "../tensor/operand.js";
import type { Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { operand } from "./support/operands.js";
import { unaryOperation } from "./support/unary.js";

const operation = unaryOperation("ceil", {});

/**
 * Element-wise ceiling: the least whole number that is not below x.
 *
 * Shapes: `x [...] → [...]`. bool gives int32. No gradient flows.
 *
 * @example
 * ceil(tensor([1.5, -1.5])).toArray() // [2, -1]
 */
export function ceil<S extends Shape, D extends DType>(x: Operand<S, D>): Tensor<S, Arithmetic<D>> {
  return apply(operation, [operand("ceil", x, arithmetic)], undefined);
}

declare module "../tensor/operations.js" {
  interface Operations {
    /** Element-wise ceiling: the least whole number that is not below x. See {@link ceil}. */
    ceil<S extends Shape, D extends DType>(this: Operand<S, D>): Tensor<S, Arithmetic<D>>;
  }
}
addMethod("ceil", ceil);
