import { apply } from "../autograd/apply.js";
import { type Arithmetic, arithmetic, type DType } from "../tensor/dtype.js";
import { addMethod } from "../tensor/methods.js";
import type { Operand } from "../tensor/operand.js";
import type { Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { cast } from "./cast.js";
import { greater } from "./greater.js";
import { mul } from "./mul.js";
import { operand } from "./support/operands.js";
import { unaryOperation } from "./support/unary.js";

const operation = unaryOperation("relu", {
  // The output is positive where the input is, and a recorded step need not keep both.
  saves: ["output"],
  gradient: ({ output, gradient }) => mul(gradient, cast(greater(output, 0), gradient.dtype)),
});

/**
 * Element-wise rectifier: max(x, 0).
 *
 * Shapes: `x [...] → [...]`. bool gives int32. Its derivative at 0 is taken as 0.
 *
 * @example
 * relu(tensor([-1, 2])).toArray() // [0, 2]
 */
export function relu<S extends Shape, D extends DType>(x: Operand<S, D>): Tensor<S, Arithmetic<D>> {
  return apply(operation, [operand("relu", x, arithmetic)], undefined);
}

declare module "../tensor/operations.js" {
  interface Operations {
    /** Element-wise rectifier: max(x, 0). See {@link relu}. */
    relu<S extends Shape, D extends DType>(this: Operand<S, D>): Tensor<S, Arithmetic<D>>;
  }
}
addMethod("relu", relu);
