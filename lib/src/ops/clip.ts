import { OptionError } from "../errors.js";
import { checkOptions, quoted } from "../given.js";
import { type Arithmetic, arithmetic, type DType } from "../tensor/dtype.js";
import { addMethod } from "../tensor/methods.js";
import type { Operand } from "../tensor/operand.js";
import type { Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { greater } from "./greater.js";
import { less } from "./less.js";
import { checkTensor, constant, operand } from "./support/operands.js";
import { where } from "./where.js";

/** Options of {@link clip}. */
export interface ClipOptions {
  /** The least value that stays. Default -∞. */
  readonly min?: number;
  /** The greatest value that stays. Default ∞. */
  readonly max?: number;
}

/**
 * Element-wise limits: values below `min` become min, those above `max` become max.
 *
 * Shapes: `x [...] → [...]`. A gradient flows where x is within the limits, ends included; NaN stays NaN.
 * Throws OptionError when min is above max, DTypeError for a fraction as a limit of whole numbers.
 *
 * @example
 * clip(tensor([-2, 0.5, 3]), { min: 0, max: 1 }).toArray() // [0, 0.5, 1]
 */
export function clip<S extends Shape, D extends DType>(
  x: Operand<S, D>,
  options?: ClipOptions,
): Tensor<S, Arithmetic<D>> {
  checkTensor("clip", x);
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = checkOptions(
    "clip",
    options,
    "min#: 0, max#: 1",
  );
  if (!(min <= max)) {
    throw new OptionError(
      `clip: expected min ≤ max, got ${quoted(min)} and ${quoted(max)}; try { min: 0, max: 1 }`,
    );
  }
  let values: Operand = operand("clip", x, arithmetic);
  if (min !== Number.NEGATIVE_INFINITY) {
    const least = constant("clip", min, values.dtype);
    values = where(less(values, least) as Operand<Shape, "bool">, least, values);
  }
  if (max !== Number.POSITIVE_INFINITY) {
    const greatest = constant("clip", max, values.dtype);
    values = where(greater(values, greatest) as Operand<Shape, "bool">, greatest, values);
  }
  return values as Tensor<S, Arithmetic<D>>;
}

declare module "../tensor/operations.js" {
  interface Operations {
    /** Element-wise limits: values below `min` become min, those above `max` become max. See {@link clip}. */
    clip<S extends Shape, D extends DType>(
      this: Operand<S, D>,
      options?: ClipOptions,
    ): Tensor<S, Arithmetic<D>>;
  }
}
addMethod("clip", clip);
