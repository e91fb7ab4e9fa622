import { apply } from "../autograd/apply.js";
import type { Operation } from "../autograd/operation.js";
import type { CumulativeLayout } from "../engine/engine.js";
import { checkOptions } from "../given.js";
import { type Arithmetic, arithmetic, type DType } from "../tensor/dtype.js";
import { addMethod } from "../tensor/methods.js";
import type { Operand } from "../tensor/operand.js";
import { normalizeAxis, type Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { operand } from "./support/operands.js";
import { reductionLayout } from "./support/reduction.js";

/** Options of {@link cumsum}. */
export interface CumsumOptions {
  /** Leave each value out of its own sum. Default false. */
  readonly exclusive?: boolean;
  /** Start at the last value. Default false. */
  readonly reverse?: boolean;
}

interface Attributes {
  readonly axis: number;
  readonly exclusive: boolean;
  readonly reverse: boolean;
}

const operation: Operation<Attributes, CumulativeLayout> = {
  name: "cumsum",
  plan: ([x], { axis, exclusive, reverse }) => ({
    shape: x!.shape,
    dtype: x!.dtype,
    plan: { ...reductionLayout(x!.shape, { start: axis, end: axis + 1 }), exclusive, reverse },
  }),
  run: (engine, [x], out, layout) => engine.cumsum(x!, out, layout),
  // A value takes part in every later sum: its gradient is the sum of theirs, from the other end.
  backward: ({ attributes, gradient }) => [
    apply<Attributes, CumulativeLayout, Operand>(operation, [gradient], {
      ...attributes,
      reverse: !attributes.reverse,
    }),
  ],
};

/**
 * Running sums along an axis: y_i = x_0 + … + x_i.
 *
 * Shapes: `x [...] → [...]`. bool gives int32. Order: one running sum, values in order, each addition
 * rounded.
 * Throws OptionError for an axis that is not there.
 *
 * @example
 * cumsum(tensor([1, 2, 3])).toArray() // [1, 3, 6]
 */
export function cumsum<S extends Shape, D extends DType>(
  x: Operand<S, D>,
  axis = -1,
  options?: CumsumOptions,
): Tensor<S, Arithmetic<D>> {
  const values = operand("cumsum", x, arithmetic);
  const { exclusive = false, reverse = false } = checkOptions(
    "cumsum",
    options,
    "reverse?: true, exclusive?",
  );
  return apply(operation, [values], { axis: normalizeAxis("cumsum", axis, values.rank), exclusive, reverse });
}

declare module "../tensor/operations.js" {
  interface Operations {
    /** Running sums along an axis, by default the last. See {@link cumsum}. */
    cumsum<S extends Shape, D extends DType>(
      this: Operand<S, D>,
      axis?: number,
      options?: CumsumOptions,
    ): Tensor<S, Arithmetic<D>>;
  }
}
addMethod("cumsum", cumsum);
