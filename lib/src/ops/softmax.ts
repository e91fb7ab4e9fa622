import { apply } from "../autograd/apply.js";
import type { Operation } from "../autograd/operation.js";
import type { ReductionLayout } from "../engine/engine.js";
import { type DType, type Floating, floating } from "../tensor/dtype.js";
import { addMethod } from "../tensor/methods.js";
import type { Operand } from "../tensor/operand.js";
import { normalizeAxis, type Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { mul } from "./mul.js";
import { sub } from "./sub.js";
import { sum } from "./sum.js";
import { warnOfOneUnit } from "./support/one-unit.js";
import { operand } from "./support/operands.js";
import { reductionLayout } from "./support/reduction.js";

const operation: Operation<number, ReductionLayout> = {
  name: "softmax",
  saves: ["output"],
  plan: ([x], axis) => ({
    shape: x!.shape,
    dtype: x!.dtype,
    plan: reductionLayout(x!.shape, { start: axis, end: axis + 1 }),
  }),
  run: (engine, [x], out, layout) => {
    if (out.length > 0) engine.softmax(x!, out, layout);
  },
  // dx = y (g - Σ g y)
  backward({ output, attributes: axis, gradient }) {
    const total: Operand = sum(mul(gradient, output) as Operand, axis, { keepDims: true });
    return [mul(output, sub(gradient, total) as Operand)];
  },
};

/**
 * Softmax: e^x_i / Σ_j e^x_j along an axis, computed as e^(x_i - m) / Σ_j e^(x_j - m) with m = max x.
 *
 * Shapes: `x [...] → [...]`. The axis is the last by default. int32 and bool give float32.
 * Order: the exponentials are added as \`sum\` adds. Throws OptionError for an axis that is not there; warns, once, of rows
 * of a single unit.
 *
 * @example
 * softmax(tensor([0, 0])).toArray() // [0.5, 0.5]
 */
export function softmax<S extends Shape, D extends DType>(
  x: Operand<S, D>,
  axis = -1,
): Tensor<S, Floating<D>> {
  const given = operand("softmax", x, floating);
  const at = normalizeAxis("softmax", axis, given.rank);
  // One row alone, or more axes, may be attention to the first of several tokens.
  if (given.rank === 2 && given.size > 1 && given.shape[at] === 1) warnOfOneUnit();
  return apply(operation, [given], at);
}

declare module "../tensor/operations.js" {
  interface Operations {
    /** Softmax along an axis, by default the last. See {@link softmax}. */
    softmax<S extends Shape, D extends DType>(this: Operand<S, D>, axis?: number): Tensor<S, Floating<D>>;
  }
}
addMethod("softmax", softmax);
