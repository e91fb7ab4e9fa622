import { checkOptions } from "../../given.js";
import { conv2dTranspose as convolve } from "../../ops/conv2d-transpose.js";
import { type AnyTensor, asTensor } from "../../tensor/base.js";
import type { Shape } from "../../tensor/shape.js";
import type { Conv2dShape } from "../shape-map.js";
import { checkFilters, ImageKernelLayer, type WindowOptions, windowOptions } from "./kernel-layer.js";
import { type KernelLayerOptions, kernelLayerOptions } from "./kernel-options.js";

/** Options of {@link conv2dTranspose}. */
export interface Conv2dTransposeOptions extends KernelLayerOptions, WindowOptions {}

const names = `${windowOptions}, ${kernelLayerOptions}` as const;

/** Spreads each value over a window of a larger image. Made by {@link conv2dTranspose}. */
export class Conv2dTranspose<Filters extends number = number> extends ImageKernelLayer<Conv2dShape<Filters>> {
  override readonly kind = "conv2dTranspose";
  /** Channels of the output. */
  readonly filters: Filters;
  /** [height, width, filters, in]; undefined until the layer has seen an input. */
  kernel: AnyTensor | undefined;
  readonly #options: Conv2dTransposeOptions;

  constructor(filters: Filters, options: Conv2dTransposeOptions) {
    super("conv2dTranspose", checkOptions("conv2dTranspose", options, names));
    this.filters = checkFilters("conv2dTranspose", filters);
    this.#options = options;
  }

  override get libraryClass(): unknown {
    return Conv2dTranspose;
  }

  override get label(): string {
    return `Conv2dTranspose(${this.filters}, ${this.kernelSize.join("x")})`;
  }

  protected override createWeights(inputShape: Shape): void {
    const channels = this.channelsOf(inputShape);
    const { kernelInitializer = "glorotUniform", kernelRegularizer } = this.#options;
    this.kernel = this.addWeight("kernel", [...this.kernelSize, this.filters, channels], {
      initializer: kernelInitializer,
      regularizer: kernelRegularizer,
    });
    this.addBias(this.filters);
  }

  protected override compute(x: AnyTensor): AnyTensor {
    return this.finish(asTensor(convolve(x, this.kernel!, this.windows)));
  }
}

/**
 * A transposed convolution, which makes images larger: each value is spread over a window of weights.
 *
 * Shapes: x [N, height, width, in] → [N, height', width', filters], with height' = height · stride for `"same"` and
 * height · stride + max(size - stride, 0) for `"valid"`. kernel [height, width, filters, in] (PyTorch: [in, filters,
 * height, width]) starts glorotUniform, bias at 0. Throws ShapeError for an input without four axes.
 *
 * @example
 * ```ts
 * const layer = nn.conv2dTranspose(8, { kernelSize: 3, strides: 2, padding: "same" }); // [N, 14, 14, 16] → [N, 28, 28, 8]
 * ```
 */
export function conv2dTranspose<const Filters extends number>(
  filters: Filters,
  options: Conv2dTransposeOptions,
): Conv2dTranspose<Filters> {
  return new Conv2dTranspose(filters, options);
}
