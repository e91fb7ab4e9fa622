import { apply } from "../autograd/apply.js";
import { type DType, type Floating, floating } from "../tensor/dtype.js";
import { addMethod } from "../tensor/methods.js";
import type { Operand } from "../tensor/operand.js";
import type { Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { add } from "./add.js";
import { mul } from "./mul.js";
import { operand } from "./support/operands.js";
import { unaryOperation } from "./support/unary.js";

const operation = unaryOperation("expm1", {
  saves: ["output"],
  gradient: ({ output, gradient }) => mul(gradient, add(output, 1)),
});

/**
 * Element-wise exponential minus one: e^x - 1.
 *
 * Shapes: `x [...] → [...]`. int32 and bool give float32. Exact near 0, where e^x alone would lose its
 * digits.
 *
 * @example
 * expm1(tensor([0])).toArray() // [0]
 */
export function expm1<S extends Shape, D extends DType>(x: Operand<S, D>): Tensor<S, Floating<D>> {
  return apply(operation, [operand("expm1", x, floating)], undefined);
}

declare module "../tensor/operations.js" {
  interface Operations {
    /** Element-wise exponential minus one: e^x - 1. See {@link expm1}. */
    expm1<S extends Shape, D extends DType>(this: Operand<S, D>): Tensor<S, Floating<D>>;
  }
}
addMethod("expm1", expm1);
