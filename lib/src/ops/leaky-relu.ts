import { checkOptions } from "../given.js";
import { type DType, type Floating, floating } from "../tensor/dtype.js";
import { addMethod } from "../tensor/methods.js";
import type { Operand } from "../tensor/operand.js";
import type { Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { greater } from "./greater.js";
import { mul } from "./mul.js";
import { operand } from "./support/operands.js";
import { where } from "./where.js";

/** Options of {@link leakyRelu}. */
export interface LeakyReluOptions {
  /** The slope below 0. Default 0.2, as in Keras 3 (PyTorch: 0.01). */
  readonly negativeSlope?: number;
}

/**
 * Element-wise leaky rectifier: x above 0, negativeSlope · x below.
 *
 * Shapes: `x [...] → [...]`. int32 and bool give float32. Its derivative at 0 is negativeSlope, as in
 * PyTorch.
 *
 * @example
 * leakyRelu(tensor([-1, 2]), { negativeSlope: 0.1 }).toArray() // [-0.10000000149011612, 2]
 */
export function leakyRelu<S extends Shape, D extends DType>(
  x: Operand<S, D>,
  options?: LeakyReluOptions,
): Tensor<S, Floating<D>> {
  const values = operand("leakyRelu", x, floating);
  const { negativeSlope = 0.2 } = checkOptions("leakyRelu", options, "negativeSlope#: 0.2");
  const positive: Operand<Shape, "bool"> = greater(values, 0);
  return where(positive, values, mul(values, negativeSlope) as Operand) as Operand as Tensor<S, Floating<D>>;
}

declare module "../tensor/operations.js" {
  interface Operations {
    /** Element-wise leaky rectifier: x above 0, negativeSlope · x below. See {@link leakyRelu}. */
    leakyRelu<S extends Shape, D extends DType>(
      this: Operand<S, D>,
      options?: LeakyReluOptions,
    ): Tensor<S, Floating<D>>;
  }
}
addMethod("leakyRelu", leakyRelu);
