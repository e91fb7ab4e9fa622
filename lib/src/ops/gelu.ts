import { checkOptions } from "../given.js";
import { type DType, type Floating, floating } from "../tensor/dtype.js";
import { addMethod } from "../tensor/methods.js";
import type { Operand } from "../tensor/operand.js";
import type { Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { add } from "./add.js";
import { erf } from "./erf.js";
import { mul } from "./mul.js";
import { operand } from "./support/operands.js";
import { tanh } from "./tanh.js";

/** Options of {@link gelu}. */
export interface GeluOptions {
  /** Use the form with tanh. Default false, as in Keras and PyTorch. */
  readonly approximate?: boolean;
}

/**
 * Element-wise Gaussian error linear unit: x · Φ(x) = x / 2 · (1 + erf(x / √2)) (Hendrycks and Gimpel 2016).
 *
 * Shapes: `x [...] → [...]`. int32 and bool give float32. With `approximate` the form x / 2 · (1 +
 * tanh(√(2/π) (x + 0.044715 x³))).
 *
 * @example
 * gelu(tensor([0])).toArray() // [0]
 */
export function gelu<S extends Shape, D extends DType>(
  x: Operand<S, D>,
  options?: GeluOptions,
): Tensor<S, Floating<D>> {
  const values: Operand = operand("gelu", x, floating);
  const { approximate = false } = checkOptions("gelu", options, "approximate?: true");
  if (approximate) {
    const cubic: Operand = add(values, mul(mul(mul(values, values), values), 0.044715) as Operand);
    const inner: Operand = tanh(mul(cubic, Math.sqrt(2 / Math.PI)) as Operand);
    return mul(mul(values, 0.5), add(inner, 1) as Operand) as Operand as Tensor<S, Floating<D>>;
  }
  const inner: Operand = erf(mul(values, Math.SQRT1_2) as Operand);
  return mul(mul(values, 0.5), add(inner, 1) as Operand) as Operand as Tensor<S, Floating<D>>;
}

declare module "../tensor/operations.js" {
  interface Operations {
    /**
     * Element-wise Gaussian error linear unit: x · Φ(x) = x / 2 · (1 + erf(x / √2)) (Hendrycks and
     * Gimpel 2016). See {@link gelu}.
     */
    gelu<S extends Shape, D extends DType>(
      this: Operand<S, D>,
      options?: GeluOptions,
    ): Tensor<S, Floating<D>>;
  }
}
addMethod("gelu", gelu);
