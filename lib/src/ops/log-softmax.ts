import { apply } from "../autograd/apply.js";
import type { Operation } from "../autograd/operation.js";
import type { ReductionLayout } from "../engine/engine.js";
import { type DType, type Floating, floating } from "../tensor/dtype.js";
import { addMethod } from "../tensor/methods.js";
import type { Operand } from "../tensor/operand.js";
import { normalizeAxis, type Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { exp } from "./exp.js";
import { mul } from "./mul.js";
import { sub } from "./sub.js";
import { sum } from "./sum.js";
import { operand } from "./support/operands.js";
import { reductionLayout } from "./support/reduction.js";

const operation: Operation<number, ReductionLayout> = {
  name: "logSoftmax",
  saves: ["output"],
  plan: ([x], axis) => ({
    shape: x!.shape,
    dtype: x!.dtype,
    plan: reductionLayout(x!.shape, { start: axis, end: axis + 1 }),
  }),
  run: (engine, [x], out, layout) => {
    if (out.length > 0) engine.logSoftmax(x!, out, layout);
  },
  // dx = g - e^y Σ g
  backward({ output, attributes: axis, gradient }) {
    const total: Operand = sum(gradient as Operand, axis, { keepDims: true });
    return [sub(gradient, mul(exp(output), total) as Operand)];
  },
};

/**
 * Logarithm of the softmax: x_i - m - ln Σ_j e^(x_j - m) along an axis, m = max x; finite where softmax is 0.
 *
 * Shapes: `x [...] → [...]`. The axis is the last by default. int32 and bool give float32.
 * Order: the exponentials are added as \`sum\` adds. Throws OptionError for an axis that is not there.
 *
 * @example
 * logSoftmax(tensor([0, 0])).toArray() // [-0.6931471824645996, -0.6931471824645996]
 */
export function logSoftmax<S extends Shape, D extends DType>(
  x: Operand<S, D>,
  axis = -1,
): Tensor<S, Floating<D>> {
  return apply(
    operation,
    [operand("logSoftmax", x, floating)],
    normalizeAxis("logSoftmax", axis, x.shape.length),
  );
}

declare module "../tensor/operations.js" {
  interface Operations {
    /** Logarithm of the softmax along an axis, by default the last. See {@link logSoftmax}. */
    logSoftmax<S extends Shape, D extends DType>(this: Operand<S, D>, axis?: number): Tensor<S, Floating<D>>;
  }
}
addMethod("logSoftmax", logSoftmax);
