import { type DType, type Floating, floating } from "../tensor/dtype.js";
import type { Operand } from "../tensor/operand.js";
import type { Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { add } from "./add.js";
import { clip } from "./clip.js";
import { div } from "./div.js";
import { operand } from "./support/operands.js";

/**
 * Element-wise sigmoid of straight lines: x / 6 + 1/2, within 0 and 1.
 *
 * Shapes: `x [...] → [...]`. int32 and bool give float32. As in Keras 3 and PyTorch; TensorFlow.js and Keras 2 have
 * x / 5 + 1/2.
 *
 * @example
 * hardSigmoid(tensor([-4, 0, 3])).toArray() // [0, 0.5, 1]
 */
export function hardSigmoid<S extends Shape, D extends DType>(x: Operand<S, D>): Tensor<S, Floating<D>> {
  const shifted: Operand = add(operand("hardSigmoid", x, floating), 3);
  return div(clip(shifted, { min: 0, max: 6 }) as Operand, 6) as Operand as Tensor<S, Floating<D>>;
}
