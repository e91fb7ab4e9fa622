import { noGrad } from "../autograd/grad-mode.js";
import { type DType, type Floating, floating } from "../tensor/dtype.js";
import { addMethod } from "../tensor/methods.js";
import type { Operand } from "../tensor/operand.js";
import type { Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { exp } from "./exp.js";
import { log } from "./log.js";
import { max } from "./max.js";
import { sub } from "./sub.js";
import { sum } from "./sum.js";
import { operand } from "./support/operands.js";

/**
 * The logarithm of the softmax along the last axis: x - max - ln Σ e^(x - max), finite for every finite x.
 *
 * Shapes: `x [...] → [...]`. int32 and bool give float32. Throws OptionError for a single number.
 *
 * @example
 * logSoftmax(tensor([0, 0])).toArray() // [-0.6931471824645996, -0.6931471824645996]
 */
export function logSoftmax<S extends Shape, D extends DType>(x: Operand<S, D>): Tensor<S, Floating<D>> {
  const values = operand("logSoftmax", x, floating);
  // The maximum cancels out, so it needs no gradient.
  const shifted = sub(
    values,
    noGrad(() => max(values, -1, { keepDims: true })),
  );
  const result: Operand = sub(shifted, log(sum(exp(shifted), -1, { keepDims: true })));
  return result as Tensor<S, Floating<D>>;
}

declare module "../tensor/operations.js" {
  interface Operations {
    /** The logarithm of the softmax along the last axis. See {@link logSoftmax}. */
    logSoftmax<S extends Shape, D extends DType>(this: Operand<S, D>): Tensor<S, Floating<D>>;
  }
}
addMethod("logSoftmax", logSoftmax);
