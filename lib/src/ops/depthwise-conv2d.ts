import { ShapeError } from "../errors.js";
import { checkOptions } from "../given.js";
import type { DType, Floating, Promote } from "../tensor/dtype.js";
import type { Operand } from "../tensor/operand.js";
import { formatShape, type Shape } from "../tensor/shape.js";
import type { Demand, Text } from "../tensor/shape-types.js";
import type { Tensor } from "../tensor/tensor.js";
import type { Conv2dOptions } from "./conv2d.js";
import { convolveGroups } from "./grouped-conv2d.js";
import { reshape } from "./reshape.js";
import { checkTensor } from "./support/operands.js";

/** The shape of a depthwise convolution: the channels are known where each has one filter. */
export type DepthwiseConvolved<S extends Shape, K extends Shape> = S extends readonly [
  infer N extends number,
  number,
  number,
  infer C extends number,
]
  ? K extends readonly [number, number, number, 1]
    ? [N, number, number, C]
    : [N, number, number, number]
  : Shape;

/** The message for a kernel of other channels than the images, or never. */
export type DepthwiseError<S extends Shape, K extends Shape> = S extends readonly [
  number,
  number,
  number,
  infer C extends number,
]
  ? K extends readonly [number, number, infer Own extends number, number]
    ? number extends C | Own
      ? never
      : C extends Own
        ? never
        : `depthwiseConv2d: ${Own} channels of the kernel ${Text<K>} for ${C} of ${Text<S>}`
    : never
  : never;

/**
 * Convolution of each channel by itself: y[n, oy, ox, c · M + m] = Σ x[n, y, x, c] · kernel[ky, kx, c, m].
 *
 * Shapes: `x [N, H, W, C], kernel [KH, KW, C, M] → [N, OH, OW, C · M]`, M results for each channel side by side (Keras's
 * layout; PyTorch: groups as many as channels, kernel [C · M, 1, KH, KW]). Order as groupedConv2d.
 * Throws ShapeError when the shapes do not fit together, OptionError for options out of range.
 *
 * @example
 * const x = tensor([1, 2], { shape: [1, 1, 1, 2] });
 * depthwiseConv2d(x, tensor([10, 100], { shape: [1, 1, 2, 1] })).toArray() // [[[[10, 200]]]]
 */
export function depthwiseConv2d<S extends Shape, D extends DType, K extends Shape, E extends DType>(
  x: Operand<S, D>,
  kernel: Operand<K, E> & Demand<DepthwiseError<S, K>>,
  options?: Conv2dOptions,
): Tensor<DepthwiseConvolved<S, K>, Floating<Promote<D, E>>> {
  checkTensor("depthwiseConv2d", x);
  checkTensor("depthwiseConv2d", kernel);
  const {
    strides = 1,
    padding = "valid",
    dilation = 1,
  } = checkOptions("depthwiseConv2d", options, 'strides: 2, padding: "same", dilation');
  const [height, width, channels, multiplier] = kernel.shape as readonly number[];
  if (x.shape.length !== 4 || kernel.shape.length !== 4 || channels !== x.shape[3]) {
    throw new ShapeError(
      `depthwiseConv2d: expected x [N, H, W, C] and a kernel [KH, KW, C, M], got ${formatShape(x.shape)} and ${formatShape(kernel.shape)}; try a kernel whose third size is the number of channels`,
    );
  }
  const rows: Operand = reshape(kernel as Operand, [height!, width!, 1, channels! * multiplier!]);
  const windows = { groups: Math.max(channels!, 1), strides, padding, dilation };
  return convolveGroups("depthwiseConv2d", [x, rows], windows) as Tensor<
    DepthwiseConvolved<S, K>,
    Floating<Promote<D, E>>
  >;
}
