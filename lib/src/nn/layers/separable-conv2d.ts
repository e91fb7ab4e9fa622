import { atLeastOne, checkOptions } from "../../given.js";
import type { Initializer, InitializerName } from "../../initializers/index.js";
import { conv2d } from "../../ops/conv2d.js";
import { depthwiseConv2d } from "../../ops/depthwise-conv2d.js";
import type { Regularizer } from "../../regularizers/index.js";
import { type AnyTensor, asTensor } from "../../tensor/base.js";
import type { Operand } from "../../tensor/operand.js";
import type { Shape } from "../../tensor/shape.js";
import { layerOptions } from "../layer.js";
import type { Conv2dShape } from "../shape-map.js";
import { checkFilters, ImageKernelLayer, type WindowOptions, windowOptions } from "./kernel-layer.js";
import type { KernelLayerOptions } from "./kernel-options.js";

/** Options of {@link separableConv2d}. */
export interface SeparableConv2dOptions
  extends Omit<KernelLayerOptions, "kernelInitializer" | "kernelRegularizer">,
    WindowOptions {
  /** Results for each channel before they are mixed. Default 1. */
  readonly depthMultiplier?: number;
  /** Default `"glorotUniform"`. */
  readonly depthwiseInitializer?: Initializer | InitializerName;
  /** Default `"glorotUniform"`. */
  readonly pointwiseInitializer?: Initializer | InitializerName;
  /** Penalty on the windows. Default none. */
  readonly depthwiseRegularizer?: Regularizer;
  /** Penalty on the mixing weights. Default none. */
  readonly pointwiseRegularizer?: Regularizer;
}

const names =
  `${windowOptions}, depthMultiplier#, activation, useBias?, depthwiseInitializer, pointwiseInitializer, biasInitializer, depthwiseRegularizer, pointwiseRegularizer, biasRegularizer, ${layerOptions}` as const;

/** Windows over each channel by itself, then a mix of the channels. Made by {@link separableConv2d}. */
export class SeparableConv2d<Filters extends number = number> extends ImageKernelLayer<Conv2dShape<Filters>> {
  override readonly kind = "separableConv2d";
  /** Channels of the output. */
  readonly filters: Filters;
  /** Results for each channel before they are mixed. */
  readonly depthMultiplier: number;
  /** [height, width, in, depthMultiplier]; undefined until the layer has seen an input. */
  depthwiseKernel: AnyTensor | undefined;
  /** [1, 1, in · depthMultiplier, filters]; undefined until the layer has seen an input. */
  pointwiseKernel: AnyTensor | undefined;
  readonly #options: SeparableConv2dOptions;

  constructor(filters: Filters, options: SeparableConv2dOptions) {
    super("separableConv2d", checkOptions("separableConv2d", options, names));
    const { depthMultiplier = 1 } = options;
    atLeastOne("separableConv2d", "depthMultiplier", depthMultiplier);
    this.filters = checkFilters("separableConv2d", filters);
    this.depthMultiplier = depthMultiplier;
    this.#options = options;
  }

  override get libraryClass(): unknown {
    return SeparableConv2d;
  }

  override get label(): string {
    return `SeparableConv2d(${this.filters}, ${this.kernelSize.join("x")})`;
  }

  protected override createWeights(inputShape: Shape): void {
    const channels = this.channelsOf(inputShape);
    const { depthwiseInitializer = "glorotUniform", pointwiseInitializer = "glorotUniform" } = this.#options;
    const { depthwiseRegularizer, pointwiseRegularizer } = this.#options;
    this.depthwiseKernel = this.addWeight(
      "depthwiseKernel",
      [...this.kernelSize, channels, this.depthMultiplier],
      { initializer: depthwiseInitializer, regularizer: depthwiseRegularizer },
    );
    this.pointwiseKernel = this.addWeight(
      "pointwiseKernel",
      [1, 1, channels * this.depthMultiplier, this.filters],
      { initializer: pointwiseInitializer, regularizer: pointwiseRegularizer },
    );
    this.addBias(this.filters);
  }

  protected override compute(x: AnyTensor): AnyTensor {
    const each: Operand = depthwiseConv2d(x, this.depthwiseKernel!, this.windows);
    return this.finish(asTensor(conv2d(each, this.pointwiseKernel!)));
  }
}

/**
 * A convolution in two steps: windows over each channel by itself, then a mix of the channels at each place (Chollet
 * 2017). It has far fewer weights than {@link conv2d}: height · width · in + in · filters.
 *
 * Shapes: x [N, height, width, in] → [N, height', width', filters], with height' as in conv2d. depthwiseKernel [height,
 * width, in, depthMultiplier] and pointwiseKernel [1, 1, in · depthMultiplier, filters] start glorotUniform, bias at 0.
 * Throws ShapeError for an input without four axes.
 *
 * @example
 * ```ts
 * const layer = nn.separableConv2d(64, { kernelSize: 3, padding: "same", activation: "relu" });
 * ```
 */
export function separableConv2d<const Filters extends number>(
  filters: Filters,
  options: SeparableConv2dOptions,
): SeparableConv2d<Filters> {
  return new SeparableConv2d(filters, options);
}
