import { OptionError } from "../../../errors.js";
import { checkOptions, quoted } from "../../../given.js";
import { add } from "../../../ops/add.js";
import { effect } from "../../../recorder/effect.js";
import { type AnyTensor, asTensor, fromValues } from "../../../tensor/base.js";
import { allocate, floating } from "../../../tensor/dtype.js";
import { type LayerOptions, layerOptions } from "../../layer.js";
import type { ForwardContext } from "../../mode.js";
import { RandomLayer } from "../random-layer.js";

/** Adds noise while training. Made by {@link gaussianNoise}. */
export class GaussianNoise extends RandomLayer {
  override readonly kind = "gaussianNoise";
  /** Standard deviation of the noise. */
  readonly stddev: number;

  constructor(stddev: number, options?: LayerOptions) {
    super(checkOptions("gaussianNoise", options, layerOptions));
    if (!Number.isFinite(stddev) || stddev < 0) {
      throw new OptionError(
        `gaussianNoise: expected a standard deviation of at least 0, got ${quoted(stddev)}; try nn.gaussianNoise(0.1)`,
      );
    }
    this.stddev = stddev;
  }

  override get libraryClass(): unknown {
    return GaussianNoise;
  }

  override get label(): string {
    return `GaussianNoise(${this.stddev})`;
  }

  protected override compute(x: AnyTensor, { training }: ForwardContext): AnyTensor {
    if (!training || this.stddev === 0) return x;
    const { size } = x;
    const dtype = floating(x.dtype);
    const noise = fromValues(allocate(dtype, size), x.shape, dtype);
    this.draws();
    effect("gaussianNoise", [noise], ([values]) => {
      values!.set(this.draws().normal([size], { stddev: this.stddev, dtype }).data);
    });
    return asTensor(add(x, noise));
  }
}

/**
 * Adds normally distributed noise of mean 0 while training, and nothing in inference.
 *
 * Shapes: x [...] → the same. The noise comes from the layer's `seed` and differs from call to call. Throws OptionError
 * for a standard deviation below 0.
 *
 * @example
 * ```ts
 * nn.gaussianNoise(0.1, { seed: 1 });
 * ```
 */
export function gaussianNoise(stddev: number, options?: LayerOptions): GaussianNoise {
  return new GaussianNoise(stddev, options);
}
