import { apply } from "../autograd/apply.js";
import type { Operation } from "../autograd/operation.js";
import { type DType, type Floating, floating } from "../tensor/dtype.js";
import { addMethod } from "../tensor/methods.js";
import type { Operand } from "../tensor/operand.js";
import type { Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { mul } from "./mul.js";
import { neg } from "./neg.js";
import { operand } from "./support/operands.js";
import { unaryOperation } from "./support/unary.js";

// Each is the other's gradient, and so both stand here.
const sine: Operation<undefined, undefined> = unaryOperation("sin", {
  saves: ["inputs"],
  gradient: ({ inputs, gradient }) => mul(gradient, cos(inputs[0]!)),
});

const cosine: Operation<undefined, undefined> = unaryOperation("cos", {
  saves: ["inputs"],
  gradient: ({ inputs, gradient }) => neg(mul(gradient, sin(inputs[0]!))),
});

/**
 * Element-wise sine: sin x.
 *
 * Shapes: `x [...] → [...]`. int32 and bool give float32. x in radians, of any size; NaN when infinite.
 *
 * @example
 * sin(tensor([0])).toArray() // [0]
 */
export function sin<S extends Shape, D extends DType>(x: Operand<S, D>): Tensor<S, Floating<D>> {
  return apply(sine, [operand("sin", x, floating)], undefined);
}

/**
 * Element-wise cosine: cos x.
 *
 * Shapes: `x [...] → [...]`. int32 and bool give float32. x in radians, of any size; NaN when infinite.
 *
 * @example
 * cos(tensor([0])).toArray() // [1]
 */
export function cos<S extends Shape, D extends DType>(x: Operand<S, D>): Tensor<S, Floating<D>> {
  return apply(cosine, [operand("cos", x, floating)], undefined);
}

declare module "../tensor/operations.js" {
  interface Operations {
    /** Element-wise sine: sin x. See {@link sin}. */
    sin<S extends Shape, D extends DType>(this: Operand<S, D>): Tensor<S, Floating<D>>;
    /** Element-wise cosine: cos x. See {@link cos}. */
    cos<S extends Shape, D extends DType>(this: Operand<S, D>): Tensor<S, Floating<D>>;
  }
}
addMethod("sin", sin);
addMethod("cos", cos);
