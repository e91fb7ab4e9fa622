import { apply } from "../autograd/apply.js";
import type { Operation } from "../autograd/operation.js";
import type { ConvLayout } from "../engine/engine.js";
import { ShapeError } from "../errors.js";
import { checkOptions } from "../given.js";
import { type DType, type Floating, floating, type Promote } from "../tensor/dtype.js";
import { addMethod } from "../tensor/methods.js";
import type { Operand } from "../tensor/operand.js";
import { formatShape, type Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { checkTensor, meet } from "./support/operands.js";
import { type Padding, type Pair, windowLayout } from "./support/windows.js";

/** Options of {@link conv2d}. */
export interface Conv2dOptions {
  /** How far the window moves. Default 1. */
  readonly strides?: Pair;
  /** What surrounds the input. Default "valid": nothing. */
  readonly padding?: Padding;
  /** Distance between neighbouring values of a window. Default 1: no holes. */
  readonly dilation?: Pair;
}

/** The shape of a convolution of an image batch with a kernel. */
export type Convolved<S extends Shape, K extends Shape> = S extends readonly [
  infer N extends number,
  number,
  number,
  number,
]
  ? K extends readonly [number, number, number, infer O extends number]
    ? [N, number, number, O]
    : Shape
  : Shape;

/*
 * A convolution is linear in the input and in the kernel, so each of these three is the gradient of the
 * others, and gradients of gradients close the circle.
 */
const forward: Operation<ConvLayout, ConvLayout> = {
  name: "conv2d",
  saves: ["inputs"],
  plan: ([x], layout) => ({ shape: outputShape(layout), dtype: x!.dtype, plan: layout }),
  run: (engine, [x, kernel], out, layout) => engine.conv2d(x!, kernel!, out, layout),
  backward: ({ inputs: [x, kernel], attributes, gradient, needs }) => [
    needs(0) ? use(inputGradient, [gradient, kernel!], attributes) : undefined,
    needs(1) ? use(kernelGradient, [x!, gradient], attributes) : undefined,
  ],
};

const inputGradient: Operation<ConvLayout, ConvLayout> = {
  name: "conv2dInputGradient",
  saves: ["inputs"],
  plan: ([g], layout) => ({ shape: inputShape(layout), dtype: g!.dtype, plan: layout }),
  run: (engine, [g, kernel], out, layout) => engine.conv2dInputGradient(g!, kernel!, out, layout),
  backward: ({ inputs: [g, kernel], attributes, gradient, needs }) => [
    needs(0) ? use(forward, [gradient, kernel!], attributes) : undefined,
    needs(1) ? use(kernelGradient, [gradient, g!], attributes) : undefined,
  ],
};

const kernelGradient: Operation<ConvLayout, ConvLayout> = {
  name: "conv2dKernelGradient",
  saves: ["inputs"],
  plan: ([x], layout) => ({ shape: kernelShape(layout), dtype: x!.dtype, plan: layout }),
  run: (engine, [x, g], out, layout) => engine.conv2dKernelGradient(x!, g!, out, layout),
  backward: ({ inputs: [x, g], attributes, gradient, needs }) => [
    needs(0) ? use(inputGradient, [g!, gradient], attributes) : undefined,
    needs(1) ? use(forward, [x!, gradient], attributes) : undefined,
  ],
};

function use(
  operation: Operation<ConvLayout, ConvLayout>,
  inputs: readonly Operand[],
  layout: ConvLayout,
): Operand {
  return apply(operation, inputs, layout);
}

/** The input that a convolution with this layout would send a gradient of `x` to: a transposed convolution. */
export function convolveBack(x: Operand, kernel: Operand, layout: ConvLayout): Operand {
  return use(inputGradient, [x, kernel], layout);
}

function inputShape({ batch, height, width, channels }: ConvLayout): number[] {
  return [batch, height, width, channels];
}

function outputShape({ batch, outHeight, outWidth, outChannels }: ConvLayout): number[] {
  return [batch, outHeight, outWidth, outChannels];
}

function kernelShape({ windowHeight, windowWidth, channels, outChannels }: ConvLayout): number[] {
  return [windowHeight, windowWidth, channels, outChannels];
}

/**
 * Convolution of images with a kernel (as in all deep learning, the kernel is not flipped):
 * y[n, oy, ox, o] = Σ x[n, oy · stride + ky · dilation - pad, …, i] · kernel[ky, kx, i, o].
 *
 * Shapes: `x [N, H, W, I], kernel [KH, KW, I, O] → [N, OH, OW, O]` (Keras's layout; PyTorch has NCHW and
 * OIHW).
 * Order: the terms of each element are added over (ky, kx, i), each product and each sum rounded;
 * more than 4,096 terms in blocks of at most 256, whose sums are added in pairs.
 * Throws ShapeError when the shapes do not fit together, OptionError for options out of range.
 *
 * @example
 * const x = tensor([1, 2, 3, 4], { shape: [1, 2, 2, 1] });
 * conv2d(x, tensor([1, 1, 1, 1], { shape: [2, 2, 1, 1] })).toArray() // [[[[10]]]]
 */
export function conv2d<S extends Shape, D extends DType, K extends Shape, E extends DType>(
  x: Operand<S, D>,
  kernel: Operand<K, E>,
  options?: Conv2dOptions,
): Tensor<Convolved<S, K>, Floating<Promote<D, E>>> {
  checkTensor("conv2d", x);
  checkTensor("conv2d", kernel);
  const {
    strides = 1,
    padding = "valid",
    dilation = 1,
  } = checkOptions("conv2d", options, 'strides: 2, padding: "same", dilation');
  if (kernel.shape.length !== 4 || x.shape.length !== 4 || kernel.shape[2] !== x.shape[3]) {
    throw new ShapeError(
      `conv2d: expected x [N, H, W, I] and a kernel [KH, KW, I, O], got ${formatShape(x.shape)} and ${formatShape(kernel.shape)}; try a kernel whose third size is the number of channels`,
    );
  }
  const [height, width, , outChannels] = kernel.shape as Shape as readonly [number, number, number, number];
  const windows = windowLayout("conv2d", x.shape, {
    size: [height, width],
    windows: { strides, padding, dilation },
  });
  return apply(forward, meet("conv2d", x, kernel, floating), { ...windows, outChannels });
}

declare module "../tensor/operations.js" {
  interface Operations {
    /** Convolution of images with a kernel. See {@link conv2d}. */
    conv2d<S extends Shape, D extends DType, K extends Shape, E extends DType>(
      this: Operand<S, D>,
      kernel: Operand<K, E>,
      options?: Conv2dOptions,
    ): Tensor<Convolved<S, K>, Floating<Promote<D, E>>>;
  }
}
addMethod("conv2d", conv2d);
