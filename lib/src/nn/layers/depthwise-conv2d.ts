import { atLeastOne, checkOptions } from "../../given.js";
import type { Initializer, InitializerName } from "../../initializers/index.js";
import { depthwiseConv2d as convolve } from "../../ops/depthwise-conv2d.js";
import type { Regularizer } from "../../regularizers/index.js";
import { type AnyTensor, asTensor } from "../../tensor/base.js";
import type { Shape } from "../../tensor/shape.js";
import { layerOptions } from "../layer.js";
import type { Conv2dShape } from "../shape-map.js";
import { ImageKernelLayer, type WindowOptions, windowOptions } from "./kernel-layer.js";
import type { KernelLayerOptions } from "./kernel-options.js";

/** Options of {@link depthwiseConv2d}. */
export interface DepthwiseConv2dOptions
  extends Omit<KernelLayerOptions, "kernelInitializer" | "kernelRegularizer">,
    WindowOptions {
  /** Results for each channel. Default 1. */
  readonly depthMultiplier?: number;
  /** Default `"glorotUniform"`. */
  readonly depthwiseInitializer?: Initializer | InitializerName;
  /** Penalty on the kernel. Default none. */
  readonly depthwiseRegularizer?: Regularizer;
}

const names =
  `${windowOptions}, depthMultiplier#, activation, useBias?, depthwiseInitializer, biasInitializer, depthwiseRegularizer, biasRegularizer, ${layerOptions}` as const;

/** A window of weights for each channel by itself. Made by {@link depthwiseConv2d}. */
export class DepthwiseConv2d extends ImageKernelLayer<Conv2dShape<number>> {
  override readonly kind = "depthwiseConv2d";
  /** Results for each channel. */
  readonly depthMultiplier: number;
  /** [height, width, channels, depthMultiplier]; undefined until the layer has seen an input. */
  kernel: AnyTensor | undefined;
  readonly #options: DepthwiseConv2dOptions;

  constructor(options: DepthwiseConv2dOptions) {
    super("depthwiseConv2d", checkOptions("depthwiseConv2d", options, names));
    const { depthMultiplier = 1 } = options;
    atLeastOne("depthwiseConv2d", "depthMultiplier", depthMultiplier);
    this.depthMultiplier = depthMultiplier;
    this.#options = options;
  }

  override get libraryClass(): unknown {
    return DepthwiseConv2d;
  }

  override get label(): string {
    return `DepthwiseConv2d(${this.kernelSize.join("x")})`;
  }

  protected override createWeights(inputShape: Shape): void {
    const channels = this.channelsOf(inputShape);
    const { depthwiseInitializer = "glorotUniform", depthwiseRegularizer } = this.#options;
    this.kernel = this.addWeight("kernel", [...this.kernelSize, channels, this.depthMultiplier], {
      initializer: depthwiseInitializer,
      regularizer: depthwiseRegularizer,
    });
    this.addBias(channels * this.depthMultiplier);
  }

  protected override compute(x: AnyTensor): AnyTensor {
    return this.finish(asTensor(convolve(x, this.kernel!, this.windows)));
  }
}

/**
 * A convolution of each channel by itself.
 *
 * Shapes: x [N, height, width, channels] → [N, height', width', channels · depthMultiplier], with height' as in
 * {@link conv2d}. kernel [height, width, channels, depthMultiplier] (PyTorch: [channels · depthMultiplier, 1, height,
 * width]) starts glorotUniform, bias at 0. Throws ShapeError for an input without four axes.
 *
 * @example
 * ```ts
 * const layer = nn.depthwiseConv2d({ kernelSize: 3, padding: "same" });
 * ```
 */
export function depthwiseConv2d(options: DepthwiseConv2dOptions): DepthwiseConv2d {
  return new DepthwiseConv2d(options);
}
