import { atLeastOne, checkOptions } from "../../given.js";
import { add } from "../../ops/add.js";
import { conv2d as convolve } from "../../ops/conv2d.js";
import { type AnyTensor, asTensor } from "../../tensor/base.js";
import type { Shape } from "../../tensor/shape.js";
import { activationFrom } from "../activations.js";
import { Layer } from "../layer.js";
import type { Conv2dShape } from "../shape-map.js";
import { type KernelLayerOptions, kernelLayerOptions } from "./kernel-options.js";
import { checkPadding, checkRank, pair, type Size2d } from "./sizes.js";

/** Options of {@link conv2d}. */
export interface Conv2dOptions extends KernelLayerOptions {
  /** The window's size: a number, or [height, width]. */
  readonly kernelSize: Size2d;
  /** How far the window moves. Default 1. */
  readonly strides?: Size2d;
  /** `"valid"` (default): no padding; `"same"`: zeros around, so that size / strides (rounded up) is left. */
  readonly padding?: "valid" | "same";
  /** Distance between the window's values. Default 1. */
  readonly dilationRate?: Size2d;
}

const names = `kernelSize: 3, strides, padding, dilationRate, ${kernelLayerOptions}` as const;

/** Feature detectors that move over an image. Made by {@link conv2d}. */
export class Conv2d<Filters extends number = number> extends Layer<Conv2dShape<Filters>> {
  override readonly kind = "conv2d";
  /** Channels of the output. */
  readonly filters: Filters;
  /** Height and width of the kernel. */
  readonly kernelSize: readonly [number, number];
  /** [height, width, in, filters]; undefined until the layer has seen an input. */
  kernel: AnyTensor | undefined;
  /** [filters]; undefined without bias. */
  bias: AnyTensor | undefined;
  readonly #options: Conv2dOptions;
  readonly #windows: {
    readonly strides: readonly [number, number];
    readonly dilation: readonly [number, number];
  };
  readonly #activation: ((x: AnyTensor) => AnyTensor) | undefined;

  constructor(filters: Filters, options: Conv2dOptions) {
    super(checkOptions("conv2d", options, names));
    atLeastOne("conv2d", "filters", filters);
    this.filters = filters;
    this.kernelSize = pair("conv2d", "kernelSize", options?.kernelSize);
    this.#options = options;
    const { strides = 1, dilationRate = 1, padding, activation = "linear" } = options;
    checkPadding("conv2d", padding);
    this.#windows = {
      strides: pair("conv2d", "strides", strides),
      dilation: pair("conv2d", "dilationRate", dilationRate),
    };
    this.#activation = activation === "linear" ? undefined : activationFrom(activation, this.label);
  }

  override get libraryClass(): unknown {
    return Conv2d;
  }

  override get label(): string {
    return `Conv2d(${this.filters}, ${this.kernelSize.join("x")})`;
  }

  protected override inputSignature(shape: Shape): readonly (number | null)[] {
    return shape.map((size, axis) => (axis === shape.length - 1 ? size : null));
  }

  protected override createWeights(inputShape: Shape): void {
    checkRank(this.label, inputShape, { axes: "[N, height, width, channels]", rank: 4 });
    const { kernelInitializer = "glorotUniform", biasInitializer = "zeros", useBias = true } = this.#options;
    const { kernelRegularizer, biasRegularizer } = this.#options;
    this.kernel = this.addWeight("kernel", [...this.kernelSize, inputShape[3]!, this.filters], {
      initializer: kernelInitializer,
      regularizer: kernelRegularizer,
    });
    if (useBias) {
      this.bias = this.addWeight("bias", [this.filters], {
        initializer: biasInitializer,
        regularizer: biasRegularizer,
      });
    }
  }

  protected override compute(x: AnyTensor): AnyTensor {
    const { padding = "valid" } = this.#options;
    let y = asTensor(convolve(x, this.kernel!, { ...this.#windows, padding }));
    if (this.bias !== undefined) y = asTensor(add(y, this.bias));
    return this.#activation === undefined ? y : this.#activation(y);
  }
}

/**
 * A convolution: each filter is a window of weights that moves over the image and answers where it fits.
 *
 * Shapes: x [N, height, width, in] → [N, height', width', filters], with height' = ⌈(height - size + 1) / stride⌉
 * for `"valid"` and ⌈height / stride⌉ for `"same"`. kernel [height, width, in, filters] (PyTorch: [filters, in,
 * height, width]) starts glorotUniform, bias at 0. Throws ShapeError for an input without four axes or with
 * other channels than the first.
 *
 * @example
 * ```ts
 * const layer = nn.conv2d(16, { kernelSize: 3, activation: "relu" }); // [N, 28, 28, 1] → [N, 26, 26, 16]
 * ```
 */
export function conv2d<const Filters extends number>(
  filters: Filters,
  options: Conv2dOptions,
): Conv2d<Filters> {
  return new Conv2d(filters, options);
}
