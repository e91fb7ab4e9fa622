import { apply } from "../autograd/apply.js";
import type { Operation } from "../autograd/operation.js";
import type { SortLayout } from "../engine/engine.js";
import { checkOptions } from "../given.js";
import { addMethod } from "../tensor/methods.js";
import type { Operand } from "../tensor/operand.js";
import { normalizeAxis, type Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { checkTensor } from "./support/operands.js";
import { reductionLayout } from "./support/reduction.js";

/** Options of {@link argsort} and {@link sort}. */
export interface SortOptions {
  /** The greatest first. Default false. */
  readonly descending?: boolean;
}

interface Attributes {
  readonly axis: number;
  readonly descending: boolean;
}

const operation: Operation<Attributes, SortLayout> = {
  name: "argsort",
  plan: ([x], { axis, descending }) => ({
    shape: x!.shape,
    dtype: "int32",
    plan: { ...reductionLayout(x!.shape, { start: axis, end: axis + 1 }), descending },
  }),
  run: (engine, [x], out, layout) => engine.argsort(x!, out as Int32Array, layout),
};

/**
 * The positions that put the values in order along an axis, by default the last.
 *
 * Shapes: `x [...] → [...]`. The result is int32. Equals keep their order in both directions. NaN is the greatest, as
 * in NumPy and as `max` has it: the last, or the first of descending order.
 * Throws OptionError for an axis that is not there.
 *
 * @example
 * argsort(tensor([3, 1, 2])).toArray() // [1, 2, 0]
 */
export function argsort<S extends Shape>(
  x: Operand<S>,
  axis = -1,
  options?: SortOptions,
): Tensor<S, "int32"> {
  checkTensor("argsort", x);
  const { descending = false } = checkOptions("argsort", options, "descending?: true");
  return apply(operation, [x], { axis: normalizeAxis("argsort", axis, x.shape.length), descending });
}

declare module "../tensor/operations.js" {
  interface Operations {
    /** The positions that put the values in order along an axis. See {@link argsort}. */
    argsort<S extends Shape>(this: Operand<S>, axis?: number, options?: SortOptions): Tensor<S, "int32">;
  }
}
addMethod("argsort", argsort);
