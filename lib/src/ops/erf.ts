import { apply } from "../autograd/apply.js";
import { type DType, type Floating, floating } from "../tensor/dtype.js";
import { addMethod } from "../tensor/methods.js";
import type { Operand } from "../tensor/operand.js";
import type { Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { exp } from "./exp.js";
import { mul } from "./mul.js";
import { neg } from "./neg.js";
import { operand } from "./support/operands.js";
import { unaryOperation } from "./support/unary.js";

const operation = unaryOperation("erf", {
  saves: ["inputs"],
  gradient: ({ inputs: [x], gradient }) => mul(gradient, mul(exp(neg(mul(x!, x!))), 2 / Math.sqrt(Math.PI))),
});

/**
 * Element-wise error function: erf x = 2/√π ∫₀ˣ e^(-t²) dt.
 *
 * Shapes: `x [...] → [...]`. int32 and bool give float32.
 *
 * @example
 * erf(tensor([0])).toArray() // [0]
 */
export function erf<S extends Shape, D extends DType>(x: Operand<S, D>): Tensor<S, Floating<D>> {
  return apply(operation, [operand("erf", x, floating)], undefined);
}

declare module "../tensor/operations.js" {
  interface Operations {
    /** Element-wise error function: erf x = 2/√π ∫₀ˣ e^(-t²) dt. See {@link erf}. */
    erf<S extends Shape, D extends DType>(this: Operand<S, D>): Tensor<S, Floating<D>>;
  }
}
addMethod("erf", erf);
