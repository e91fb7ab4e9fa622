import { checkOptions } from "../given.js";
import { type DType, type Floating, floating } from "../tensor/dtype.js";
import { addMethod } from "../tensor/methods.js";
import type { Operand } from "../tensor/operand.js";
import type { Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { expm1 } from "./expm1.js";
import { greater } from "./greater.js";
import { mul } from "./mul.js";
import { operand } from "./support/operands.js";
import { where } from "./where.js";

/** Options of {@link elu}. */
export interface EluOptions {
  /** What the function approaches far below 0, negated. Default 1. */
  readonly alpha?: number;
}

/**
 * Element-wise exponential linear unit: x above 0, α (e^x - 1) below.
 *
 * Shapes: `x [...] → [...]`. int32 and bool give float32.
 *
 * @example
 * elu(tensor([0, 2])).toArray() // [0, 2]
 */
export function elu<S extends Shape, D extends DType>(
  x: Operand<S, D>,
  options?: EluOptions,
): Tensor<S, Floating<D>> {
  const values = operand("elu", x, floating);
  const { alpha = 1 } = checkOptions("elu", options, "alpha#: 1");
  const positive: Operand<Shape, "bool"> = greater(values, 0);
  // The exponential sees no positive value: an infinite one would spoil the gradient of the other branch.
  const below: Operand = expm1(where(positive, 0, values) as Operand);
  return where(positive, values, mul(below, alpha) as Operand) as Operand as Tensor<S, Floating<D>>;
}

declare module "../tensor/operations.js" {
  interface Operations {
    /** Element-wise exponential linear unit: x above 0, α (e^x - 1) below. See {@link elu}. */
    elu<S extends Shape, D extends DType>(this: Operand<S, D>, options?: EluOptions): Tensor<S, Floating<D>>;
  }
}
addMethod("elu", elu);
