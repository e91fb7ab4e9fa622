import { OptionError } from "../errors.js";
import { checkOptions, quoted } from "../given.js";
import { type DType, type Floating, floating } from "../tensor/dtype.js";
import type { Operand } from "../tensor/operand.js";
import { normalizeAxes, type Shape } from "../tensor/shape.js";
import type { AxisOption, Reduce } from "../tensor/shape-types.js";
import type { Tensor } from "../tensor/tensor.js";
import { abs } from "./abs.js";
import { equal } from "./equal.js";
import { max, min } from "./max-min.js";
import { mul } from "./mul.js";
import { pow } from "./pow.js";
import { sqrt } from "./sqrt.js";
import { sum } from "./sum.js";
import { operand } from "./support/operands.js";
import type { ReduceOptions } from "./support/reduction.js";
import { where } from "./where.js";

/** Options of {@link norm}. */
export interface NormOptions extends ReduceOptions {
  /** p: a number above 0, Infinity for the greatest size or -Infinity for the least. Default 2. */
  readonly order?: number;
}

/** x^(1/p), whose slope at 0 is 0 instead of ∞: there, all values lie at the bottom of a valley. */
function root(x: Operand, p: number): Operand {
  const zero: Operand<Shape, "bool"> = equal(x, 0);
  const above: Operand = where(zero, 1, x);
  return where(zero, 0, p === 2 ? sqrt(above) : (pow(above, 1 / p) as Operand)) as Operand;
}

/**
 * How long vectors are: (Σ |x|^p)^(1/p), over all axes or the ones given.
 *
 * Shapes: `x [4, 2] → []`, `norm(x, 1) → [4]`, `norm(x, 1, { keepDims: true }) → [4, 1]`. int32 and bool give float32.
 * `order` is p: 2 for the Euclidean length, 1 for the sum of sizes. Over several axes it is the norm of all their
 * values, as `torch.linalg.vector_norm` has it. The gradient of zeros is 0.
 * Throws OptionError for an axis that is not there or a p of 0 or less.
 *
 * @example
 * norm(tensor([3, 4])).item() // 5
 */
export function norm<
  S extends Shape,
  D extends DType,
  const Axis extends AxisOption | undefined = undefined,
  const Keep extends boolean = false,
>(
  x: Operand<S, D>,
  axis?: Axis,
  options?: NormOptions & { readonly keepDims?: Keep },
): Tensor<Reduce<S, Axis, Keep>, Floating<D>> {
  const values: Operand = operand("norm", x, floating);
  const { order = 2, keepDims = false } = checkOptions("norm", options, "order#: 2, keepDims?");
  if (!(order > 0 || order === Number.NEGATIVE_INFINITY)) {
    throw new OptionError(
      `norm: expected an order above 0 or of -Infinity, got ${quoted(order)}; try order: 2`,
    );
  }
  const axes = normalizeAxes("norm", axis, x.shape.length);
  const keep = { keepDims };
  let result: Operand;
  if (order === 2) result = root(sum(mul(values, values) as Operand, axes, keep), 2);
  else if (order === 1) result = sum(abs(values) as Operand, axes, keep);
  else if (order === Number.POSITIVE_INFINITY) result = max(abs(values) as Operand, axes, keep);
  else if (order === Number.NEGATIVE_INFINITY) result = min(abs(values) as Operand, axes, keep);
  else result = root(sum(pow(abs(values) as Operand, order) as Operand, axes, keep), order);
  return result as Tensor<Reduce<S, Axis, Keep>, Floating<D>>;
}
