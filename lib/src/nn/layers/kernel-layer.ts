import { atLeastOne } from "../../given.js";
import { add } from "../../ops/add.js";
import { type AnyTensor, asTensor } from "../../tensor/base.js";
import type { Shape } from "../../tensor/shape.js";
import { activationFrom } from "../activations.js";
import { Layer } from "../layer.js";
import type { ShapeMap } from "../shape-map.js";
import type { KernelLayerOptions } from "./kernel-options.js";
import { checkPadding, checkRank, pair, type Size2d } from "./sizes.js";

/** What the windows of a convolution of images are told. */
export interface WindowOptions {
  /** The window's size: a number, or [height, width]. */
  readonly kernelSize: Size2d;
  /** How far the window moves. Default 1. */
  readonly strides?: Size2d;
  /** `"valid"` (default): no padding; `"same"`: zeros around the image. */
  readonly padding?: "valid" | "same";
  /** Distance between the window's values. Default 1. */
  readonly dilationRate?: Size2d;
}

/** The names of {@link WindowOptions}. */
export const windowOptions = "kernelSize: 3, strides, padding, dilationRate" as const;

/** Windows as the operations take them. */
export interface ImageWindows {
  /** Steps from one window to the next. */
  readonly strides: readonly [number, number];
  /** What surrounds the image. */
  readonly padding: "valid" | "same";
  /** Distance between the window's values. */
  readonly dilation: readonly [number, number];
}

/** A layer that moves windows of weights over images: checks what all of them have in common. */
export abstract class ImageKernelLayer<M extends ShapeMap> extends Layer<M> {
  /** Height and width of the kernel. */
  readonly kernelSize: readonly [number, number];
  /** [channels of the output]; undefined without bias, or before the first input. */
  bias: AnyTensor | undefined;
  /** Where the windows lie. */
  protected readonly windows: ImageWindows;
  readonly #options: Pick<
    KernelLayerOptions,
    "useBias" | "biasInitializer" | "biasRegularizer" | "activation"
  >;
  readonly #activation: ((x: AnyTensor) => AnyTensor) | undefined;

  /** `options` have been checked to have known names. */
  constructor(kind: string, options: Omit<KernelLayerOptions, "kernelInitializer"> & WindowOptions) {
    super(options);
    const { kernelSize, strides = 1, padding = "valid", dilationRate = 1, activation = "linear" } = options;
    this.kernelSize = pair(kind, "kernelSize", kernelSize);
    checkPadding(kind, padding);
    this.windows = {
      strides: pair(kind, "strides", strides),
      padding,
      dilation: pair(kind, "dilationRate", dilationRate),
    };
    this.#options = options;
    this.#activation = activation === "linear" ? undefined : activationFrom(activation, kind);
  }

  protected override inputSignature(shape: Shape): readonly (number | null)[] {
    return shape.map((size, axis) => (axis === shape.length - 1 ? size : null));
  }

  /** The channels of an input. Throws ShapeError when it is no batch of images. */
  protected channelsOf(inputShape: Shape): number {
    checkRank(this.label, inputShape, { axes: "[N, height, width, channels]", rank: 4 });
    return inputShape[3]!;
  }

  /** Makes the bias, unless there is to be none. */
  protected addBias(channels: number): void {
    const { useBias = true, biasInitializer = "zeros", biasRegularizer } = this.#options;
    if (useBias) {
      this.bias = this.addWeight("bias", [channels], {
        initializer: biasInitializer,
        regularizer: biasRegularizer,
      });
    }
  }

  /** Adds the bias and applies the activation. */
  protected finish(y: AnyTensor): AnyTensor {
    const shifted = this.bias === undefined ? y : asTensor(add(y, this.bias));
    return this.#activation === undefined ? shifted : this.#activation(shifted);
  }
}

/** Checks the number of filters. Throws OptionError. */
export function checkFilters<F extends number>(kind: string, filters: F): F {
  atLeastOne(kind, "filters", filters);
  return filters;
}
