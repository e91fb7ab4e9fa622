import { apply } from "../autograd/apply.js";
import type { Operation } from "../autograd/operation.js";
import type { WindowLayout } from "../engine/engine.js";
import { type DType, type Floating, floating } from "../tensor/dtype.js";
import { addMethod } from "../tensor/methods.js";
import type { Operand } from "../tensor/operand.js";
import type { Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { type Pool2dOptions, type Pooled, poolWindows } from "./max-pool2d.js";
import { operand } from "./support/operands.js";

// Averaging is linear: each of these two is the gradient of the other.
const forward: Operation<WindowLayout, WindowLayout> = {
  name: "averagePool2d",
  plan: ([x], layout) => ({
    shape: [layout.batch, layout.outHeight, layout.outWidth, layout.channels],
    dtype: x!.dtype,
    plan: layout,
  }),
  run: (engine, [x], out, layout) => engine.averagePool2d(x!, out, layout),
  backward: ({ attributes, gradient }) => [
    apply<WindowLayout, WindowLayout, Operand>(inputGradient, [gradient], attributes),
  ],
};

const inputGradient: Operation<WindowLayout, WindowLayout> = {
  name: "averagePool2dGradient",
  plan: ([g], layout) => ({
    shape: [layout.batch, layout.height, layout.width, layout.channels],
    dtype: g!.dtype,
    plan: layout,
  }),
  run: (engine, [g], out, layout) => engine.averagePool2dGradient(g!, out, layout),
  backward: ({ attributes, gradient }) => [
    apply<WindowLayout, WindowLayout, Operand>(forward, [gradient], attributes),
  ],
};

/**
 * The mean of each window of each channel; what surrounds the input is not counted (as in Keras; PyTorch
 * counts the zeros unless told otherwise).
 *
 * Shapes: `x [N, H, W, C] → [N, OH, OW, C]`. int32 and bool give float32.
 * Throws ShapeError when x is not a batch of images or a window does not fit, OptionError for options out
 * of range.
 *
 * @example
 * averagePool2d(tensor([1, 2, 3, 4], { shape: [1, 2, 2, 1] })).toArray() // [[[[2.5]]]]
 */
export function averagePool2d<S extends Shape, D extends DType>(
  x: Operand<S, D>,
  options?: Pool2dOptions,
): Tensor<Pooled<S>, Floating<D>> {
  const values = operand("averagePool2d", x, floating);
  return apply(forward, [values], poolWindows("averagePool2d", x.shape, options));
}

declare module "../tensor/operations.js" {
  interface Operations {
    /** The mean of each window of each channel. See {@link averagePool2d}. */
    averagePool2d<S extends Shape, D extends DType>(
      this: Operand<S, D>,
      options?: Pool2dOptions,
    ): Tensor<Pooled<S>, Floating<D>>;
  }
}
addMethod("averagePool2d", averagePool2d);
