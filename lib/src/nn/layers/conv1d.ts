import { atLeastOne, checkOptions } from "../../given.js";
import { add } from "../../ops/add.js";
import { conv1d as convolve } from "../../ops/conv1d.js";
import { type AnyTensor, asTensor } from "../../tensor/base.js";
import type { Shape } from "../../tensor/shape.js";
import { activationFrom } from "../activations.js";
import { Layer } from "../layer.js";
import type { Conv1dShape } from "../shape-map.js";
import { type KernelLayerOptions, kernelLayerOptions } from "./kernel-options.js";
import { checkPadding, checkRank } from "./sizes.js";

/** Options of {@link conv1d}. */
export interface Conv1dOptions extends KernelLayerOptions {
  /** The window's width. */
  readonly kernelSize: number;
  /** How far the window moves. Default 1. */
  readonly strides?: number;
  /** `"valid"` (default): no padding; `"same"`: zeros around, so that length / strides (rounded up) is left. */
  readonly padding?: "valid" | "same";
  /** Distance between the window's values. Default 1. */
  readonly dilationRate?: number;
}

const names = `kernelSize#: 3, strides#, padding, dilationRate#, ${kernelLayerOptions}` as const;

/** Feature detectors that move along a sequence. Made by {@link conv1d}. */
export class Conv1d<Filters extends number = number> extends Layer<Conv1dShape<Filters>> {
  override readonly kind = "conv1d";
  /** Channels of the output. */
  readonly filters: Filters;
  /** [width, in, filters]; undefined until the layer has seen an input. */
  kernel: AnyTensor | undefined;
  /** [filters]; undefined without bias. */
  bias: AnyTensor | undefined;
  readonly #options: Conv1dOptions;
  readonly #activation: ((x: AnyTensor) => AnyTensor) | undefined;

  constructor(filters: Filters, options: Conv1dOptions) {
    super(checkOptions("conv1d", options, names));
    atLeastOne("conv1d", "filters", filters);
    atLeastOne("conv1d", "kernelSize", options?.kernelSize);
    this.filters = filters;
    this.#options = options;
    const { strides = 1, dilationRate = 1, padding, activation = "linear" } = options;
    atLeastOne("conv1d", "strides", strides);
    atLeastOne("conv1d", "dilationRate", dilationRate);
    checkPadding("conv1d", padding);
    this.#activation = activation === "linear" ? undefined : activationFrom(activation, this.label);
  }

  override get libraryClass(): unknown {
    return Conv1d;
  }

  override get label(): string {
    return `Conv1d(${this.filters}, ${this.#options.kernelSize})`;
  }

  protected override inputSignature(shape: Shape): readonly (number | null)[] {
    return shape.map((size, axis) => (axis === shape.length - 1 ? size : null));
  }

  protected override createWeights(inputShape: Shape): void {
    checkRank(this.label, inputShape, { axes: "[N, length, channels]", rank: 3 });
    const { kernelInitializer = "glorotUniform", biasInitializer = "zeros", useBias = true } = this.#options;
    const { kernelSize, kernelRegularizer, biasRegularizer } = this.#options;
    this.kernel = this.addWeight("kernel", [kernelSize, inputShape[2]!, this.filters], {
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
    const { strides = 1, dilationRate = 1, padding = "valid" } = this.#options;
    let y = asTensor(convolve(x, this.kernel!, { strides, dilation: dilationRate, padding }));
    if (this.bias !== undefined) y = asTensor(add(y, this.bias));
    return this.#activation === undefined ? y : this.#activation(y);
  }
}

/**
 * A convolution along a sequence: x [N, length, in] → [N, length', filters].
 *
 * length' and weights as in conv2d, with kernel [width, in, filters]. Throws ShapeError for an input without
 * three axes or with other channels than the first.
 *
 * @example
 * ```ts
 * const layer = nn.conv1d(20, { kernelSize: 4 });
 * ```
 */
export function conv1d<const Filters extends number>(
  filters: Filters,
  options: Conv1dOptions,
): Conv1d<Filters> {
  return new Conv1d(filters, options);
}
