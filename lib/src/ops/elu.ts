import { type DType, type Floating, floating } from "../tensor/dtype.js";
import { addMethod } from "../tensor/methods.js";
import type { Operand } from "../tensor/operand.js";
import type { Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { expm1 } from "./expm1.js";
import { greater } from "./greater.js";
import { minimum } from "./minimum.js";
import { mul } from "./mul.js";
import { operand } from "./support/operands.js";
import { where } from "./where.js";

/** Options of {@link elu}. */
export interface EluOptions {
  /** The limit below 0 is -alpha. Default 1. */
  readonly alpha?: number;
}

/**
 * Element-wise exponential linear unit: x above 0, alpha · (e^x - 1) below (Clevert, Unterthiner and Hochreiter 2016).
 *
 * Shapes: `x [...] → [...]`. int32 and bool give float32.
 *
 * @example
 * elu(tensor([2])).toArray() // [2]
 */
export function elu<S extends Shape, D extends DType>(
  x: Operand<S, D>,
  { alpha = 1 }: EluOptions = {},
): Tensor<S, Floating<D>> {
  const values = operand("elu", x, floating);
  // The minimum keeps e^x from overflowing where it is not chosen: infinity times a gradient of 0 would be NaN.
  const below = mul(expm1(minimum(values, 0)), alpha);
  const result: Operand = where(greater(values, 0), values, below);
  return result as Tensor<S, Floating<D>>;
}

declare module "../tensor/operations.js" {
  interface Operations {
    /** Element-wise exponential linear unit. See {@link elu}. */
    elu<S extends Shape, D extends DType>(this: Operand<S, D>, options?: EluOptions): Tensor<S, Floating<D>>;
  }
}
addMethod("elu", elu);
