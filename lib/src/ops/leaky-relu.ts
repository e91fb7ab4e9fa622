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
  /** The slope below 0. Default 0.2. */
  readonly negativeSlope?: number;
}

/**
 * Element-wise leaky rectifier: x above 0, negativeSlope · x below (Maas, Hannun and Ng 2013).
 *
 * Shapes: `x [...] → [...]`. int32 and bool give float32. Its derivative at 0 is negativeSlope.
 * The slope is 0.2 by default, as in Keras's function (PyTorch: 0.01).
 *
 * @example
 * leakyRelu(tensor([-1, 2])).toArray() // [-0.20000000298023224, 2]
 */
export function leakyRelu<S extends Shape, D extends DType>(
  x: Operand<S, D>,
  { negativeSlope = 0.2 }: LeakyReluOptions = {},
): Tensor<S, Floating<D>> {
  const values = operand("leakyRelu", x, floating);
  const result: Operand = where(greater(values, 0), values, mul(values, negativeSlope));
  return result as Tensor<S, Floating<D>>;
}

declare module "../tensor/operations.js" {
  interface Operations {
    /** Element-wise leaky rectifier. See {@link leakyRelu}. */
    leakyRelu<S extends Shape, D extends DType>(
      this: Operand<S, D>,
      options?: LeakyReluOptions,
    ): Tensor<S, Floating<D>>;
  }
}
addMethod("leakyRelu", leakyRelu);
