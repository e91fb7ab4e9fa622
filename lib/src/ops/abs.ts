import { apply } from "../autograd/apply.js";
import { type Arithmetic, arithmetic, type DType } from "../tensor/dtype.js";
import { addMethod } from "../tensor/methods.js";
import type { Operand } from "../tensor/operand.js";
import type { Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { mul } from "./mul.js";
import { sign } from "./sign.js";
import { operand } from "./support/operands.js";
import { unaryOperation } from "./support/unary.js";

const operation = unaryOperation("abs", {
  saves: ["inputs"],
  gradient: ({ inputs, gradient }) => mul(gradient, sign(inputs[0]!)),
});

/**
 * Element-wise absolute value: |x|.
 *
 * Shapes: `x [...] → [...]`. bool gives int32. Its derivative at 0 is taken as 0.
 *
 * @example
 * abs(tensor([-3, 2])).toArray() // [3, 2]
 */
export function abs<S extends Shape, D extends DType>(x: Operand<S, D>): Tensor<S, Arithmetic<D>> {
  return apply(operation, [operand("abs", x, arithmetic)], undefined);
}

declare module "../tensor/operations.js" {
  interface Operations {
    /** Element-wise absolute value: |x|. See {@link abs}. */
    abs<S extends Shape, D extends DType>(this: Operand<S, D>): Tensor<S, Arithmetic<D>>;
  }
}
addMethod("abs", abs);
