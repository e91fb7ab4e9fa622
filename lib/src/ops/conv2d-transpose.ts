import { ShapeError } from "../errors.js";
import { checkOptions, quoted } from "../given.js";
import { type DType, type Floating, floating, type Promote } from "../tensor/dtype.js";
import type { Operand } from "../tensor/operand.js";
import { formatShape, type Shape } from "../tensor/shape.js";
import type { Demand, Text } from "../tensor/shape-types.js";
import type { Tensor } from "../tensor/tensor.js";
import { type Conv2dOptions, convolveBack } from "./conv2d.js";
import { checkTensor, meet } from "./support/operands.js";
import { type Padding, pair, windowLayout } from "./support/windows.js";

/** The shape of a transposed convolution. */
export type TransposeConvolved<S extends Shape, K extends Shape> = S extends readonly [
  infer N extends number,
  number,
  number,
  number,
]
  ? K extends readonly [number, number, infer O extends number, number]
    ? [N, number, number, O]
    : Shape
  : Shape;

/** The message for a kernel of other channels than the images, or never. */
export type TransposeError<S extends Shape, K extends Shape> = S extends readonly [
  number,
  number,
  number,
  infer I extends number,
]
  ? K extends readonly [number, number, number, infer Own extends number]
    ? number extends I | Own
      ? never
      : I extends Own
        ? never
        : `conv2dTranspose: ${Own} channels of the kernel ${Text<K>} for ${I} of ${Text<S>}`
    : never
  : never;

/** The size that a convolution would have come from: as Keras, the least that leaves no window out. */
function sizeBefore(
  size: number,
  { window, stride, padding }: { window: number; stride: number; padding: "valid" | "same" | number },
): number {
  if (padding === "same") return size * stride;
  if (padding === "valid") return size * stride + Math.max(window - stride, 0);
  return (size - 1) * stride + window - 2 * padding;
}

/**
 * Transposed convolution: the way back of a convolution, which spreads each value over a window of a larger image:
 * y[n, iy · stride + ky · dilation - pad, …, o] += x[n, iy, ix, i] · kernel[ky, kx, o, i].
 *
 * Shapes: `x [N, H, W, I], kernel [KH, KW, O, I] → [N, OH, OW, O]`, with OH = H · stride for "same", H · stride +
 * max(KH - stride, 0) for "valid", and (H - 1) · stride + KH - 2 · padding for widths, as PyTorch has it. It is the
 * gradient of conv2d for its input, and adds in that order.
 * Throws ShapeError when the shapes do not fit together, OptionError for options out of range.
 *
 * @example
 * const x = tensor([1, 2], { shape: [1, 1, 2, 1] });
 * conv2dTranspose(x, tensor([1, 10], { shape: [1, 2, 1, 1] })).toArray() // [[[[1], [12], [20]]]]
 */
export function conv2dTranspose<S extends Shape, D extends DType, K extends Shape, E extends DType>(
  x: Operand<S, D>,
  kernel: Operand<K, E> & Demand<TransposeError<S, K>>,
  options?: Conv2dOptions,
): Tensor<TransposeConvolved<S, K>, Floating<Promote<D, E>>> {
  checkTensor("conv2dTranspose", x);
  checkTensor("conv2dTranspose", kernel);
  const given = checkOptions("conv2dTranspose", options, 'strides: 2, padding: "same", dilation');
  const padding: Padding = given.padding ?? "valid";
  if (x.shape.length !== 4 || kernel.shape.length !== 4 || kernel.shape[3] !== x.shape[3]) {
    throw new ShapeError(
      `conv2dTranspose: expected x [N, H, W, I] and a kernel [KH, KW, O, I], got ${formatShape(x.shape)} and ${formatShape(kernel.shape)}; try a kernel whose last size is the number of channels`,
    );
  }
  const [height, width, outChannels, channels] = kernel.shape as Shape as readonly [
    number,
    number,
    number,
    number,
  ];
  const strides = pair("conv2dTranspose", given.strides ?? 1, { name: "strides", least: 1 });
  const dilation = pair("conv2dTranspose", given.dilation ?? 1, { name: "dilation", least: 1 });
  const widths =
    typeof padding === "string"
      ? [padding, padding]
      : pair("conv2dTranspose", padding, { name: "padding", least: 0 });
  const sizes = [height, width].map((size, i) =>
    sizeBefore(x.shape[i + 1]!, {
      window: (size - 1) * dilation[i]! + 1,
      stride: strides[i]!,
      padding: widths[i] as "valid",
    }),
  );
  if (!sizes.every((size) => size >= 1)) {
    throw new ShapeError(
      `conv2dTranspose: expected a result of at least one row and column, got [${sizes.join(", ")}] with padding ${quoted(padding)}; try less padding`,
    );
  }
  const layout = windowLayout("conv2dTranspose", [x.shape[0]!, sizes[0]!, sizes[1]!, outChannels], {
    size: [height, width],
    windows: { strides, padding, dilation },
  });
  const [input, weights] = meet("conv2dTranspose", x, kernel, floating);
  return convolveBack(input, weights, { ...layout, outChannels: channels }) as Tensor<
    TransposeConvolved<S, K>,
    Floating<Promote<D, E>>
  >;
}
