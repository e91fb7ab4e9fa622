import { noGrad } from "../autograd/grad-mode.js";
import { type DType, type Floating, floating } from "../tensor/dtype.js";
import { addMethod } from "../tensor/methods.js";
import type { Operand } from "../tensor/operand.js";
import type { Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { div } from "./div.js";
import { exp } from "./exp.js";
import { max } from "./max.js";
import { sub } from "./sub.js";
import { sum } from "./sum.js";
import { operand } from "./support/operands.js";

/**
 * Softmax along the last axis: e^(x - max) / Σ e^(x - max).
 *
 * Shapes: `x [...] → [...]`. int32 and bool give float32. Throws OptionError for a single number.
 *
 * @example
 * softmax(tensor([0, 0])).toArray() // [0.5, 0.5]
 */
export function softmax<S extends Shape, D extends DType>(x: Operand<S, D>): Tensor<S, Floating<D>> {
  const values = operand("softmax", x, floating);
  // The maximum cancels out, so it needs no gradient.
  const powers = exp(
    sub(
      values,
      noGrad(() => max(values, -1, { keepDims: true })),
    ),
  );
  const result: Operand = div(powers, sum(powers, -1, { keepDims: true }));
  return result as Tensor<S, Floating<D>>;
}

declare module "../tensor/operations.js" {
  interface Operations {
    /** Softmax along the last axis. See {@link softmax}. */
    softmax<S extends Shape, D extends DType>(this: Operand<S, D>): Tensor<S, Floating<D>>;
  }
}
addMethod("softmax", softmax);
