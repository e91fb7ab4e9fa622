import { OptionError } from "../../errors.js";
import { checkOptions, quoted } from "../../given.js";
import { add } from "../../ops/add.js";
import { div } from "../../ops/div.js";
import { mean } from "../../ops/mean.js";
import { mul } from "../../ops/mul.js";
import { sqrt } from "../../ops/sqrt.js";
import { sub } from "../../ops/sub.js";
import { type AnyTensor, asTensor } from "../../tensor/base.js";
import type { Shape } from "../../tensor/shape.js";
import { Layer, type LayerOptions, layerOptions } from "../layer.js";
import type { SameShape } from "../shape-map.js";

/** Options of {@link layerNormalization}. */
export interface LayerNormalizationOptions extends LayerOptions {
  /** Added to the variance. Default 1e-3. */
  readonly epsilon?: number;
  /** Adds β. Default true. */
  readonly center?: boolean;
  /** Multiplies by γ. Default true. */
  readonly scale?: boolean;
}

/** Normalizes each example over its features. Made by {@link layerNormalization}. */
export class LayerNormalization extends Layer<SameShape> {
  override readonly kind = "layerNormalization";
  /** ε, added to the variance. */
  readonly epsilon: number;
  /** [features]; undefined without scale, or before the first input. */
  gamma: AnyTensor | undefined;
  /** [features]; undefined without center, or before the first input. */
  beta: AnyTensor | undefined;
  readonly #options: LayerNormalizationOptions;

  constructor(options: LayerNormalizationOptions = {}) {
    super(checkOptions("layerNormalization", options, `epsilon#: 1e-3, center?, scale?, ${layerOptions}`));
    const { epsilon = 1e-3 } = options;
    if (!(epsilon > 0)) {
      throw new OptionError(
        `layerNormalization: expected epsilon above 0, got ${quoted(epsilon)}; try epsilon: 1e-3`,
      );
    }
    this.epsilon = epsilon;
    this.#options = options;
  }

  override get libraryClass(): unknown {
    return LayerNormalization;
  }

  override get label(): string {
    return "LayerNormalization()";
  }

  protected override inputSignature(shape: Shape): readonly (number | null)[] {
    return shape.map((size, axis) => (axis === shape.length - 1 ? size : null));
  }

  protected override createWeights(inputShape: Shape): void {
    const shape = [inputShape.at(-1) ?? 1];
    const { scale = true, center = true } = this.#options;
    if (scale) this.gamma = this.addWeight("gamma", shape, { initializer: "ones" });
    if (center) this.beta = this.addWeight("beta", shape, { initializer: "zeros" });
  }

  protected override compute(x: AnyTensor): AnyTensor {
    const centered = asTensor(sub(x, mean(x, -1, { keepDims: true })));
    const variance = asTensor(mean(mul(centered, centered), -1, { keepDims: true }));
    let y = asTensor(div(centered, sqrt(add(variance, this.epsilon))));
    if (this.gamma !== undefined) y = asTensor(mul(y, this.gamma));
    if (this.beta !== undefined) y = asTensor(add(y, this.beta));
    return y;
  }
}

/**
 * Layer normalization (Ba, Kiros and Hinton 2016): like batch normalization, but μ and σ² are those of each
 * example over its last axis, in training and inference alike.
 *
 * Shapes: x [..., features] → the same. Default epsilon 1e-3 as Keras (PyTorch 1e-5).
 */
export function layerNormalization(options?: LayerNormalizationOptions): LayerNormalization {
  return new LayerNormalization(options);
}
