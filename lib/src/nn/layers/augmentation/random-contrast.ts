import { OptionError } from "../../../errors.js";
import { checkOptions, quoted } from "../../../given.js";
import { add } from "../../../ops/add.js";
import { maximum, minimum } from "../../../ops/maximum-minimum.js";
import { mean } from "../../../ops/mean.js";
import { mul } from "../../../ops/mul.js";
import { sub } from "../../../ops/sub.js";
import { effect } from "../../../recorder/effect.js";
import { type AnyTensor, asTensor, fromValues } from "../../../tensor/base.js";
import { allocate, floating } from "../../../tensor/dtype.js";
import type { Operand } from "../../../tensor/operand.js";
import type { LayerOptions } from "../../layer.js";
import type { ForwardContext } from "../../mode.js";
import { RandomLayer } from "../random-layer.js";
import { checkRank } from "../sizes.js";
import { between, type Factor, limitsOf } from "./factor.js";

/** Options of {@link randomContrast}. */
export interface RandomContrastOptions extends LayerOptions {
  /** The range that the result is cut to. Default [0, 255], as Keras: give [0, 1] for images between 0 and 1. */
  readonly valueRange?: readonly [least: number, greatest: number];
}

/** Changes how far values lie from their mean, at random while training. Made by {@link randomContrast}. */
export class RandomContrast extends RandomLayer {
  override readonly kind = "randomContrast";
  /** How much the distances from the mean change. */
  readonly factor: Factor;
  readonly #limits: readonly [number, number];
  readonly #range: readonly [number, number];

  constructor(factor: Factor, options: RandomContrastOptions = {}) {
    super(checkOptions("randomContrast", options, `seed#: 1, valueRange, name, trainable?`));
    const { valueRange = [0, 255] } = options;
    this.factor = factor;
    this.#limits = limitsOf("randomContrast", "factor", factor);
    const [least, greatest] = Array.isArray(valueRange) ? valueRange : [1, 0];
    if (!(least < greatest)) {
      throw new OptionError(
        `randomContrast: expected valueRange [least, greatest], got ${quoted(valueRange)}; try [0, 1]`,
      );
    }
    this.#range = [least, greatest];
  }

  override get libraryClass(): unknown {
    return RandomContrast;
  }

  override get label(): string {
    return "RandomContrast()";
  }

  protected override compute(x: AnyTensor, { training }: ForwardContext): AnyTensor {
    if (!training) return x;
    checkRank(this.label, x.shape, { axes: "[N, height, width, channels]", rank: 4 });
    const batch = x.shape[0]!;
    const dtype = floating(x.dtype);
    const factors = fromValues(allocate(dtype, batch), [batch, 1, 1, 1], dtype);
    this.draws();
    effect("randomContrast", [factors], ([values]) => {
      const drawn = this.draws().uniform([batch]).data;
      for (let n = 0; n < batch; n++) values![n] = 1 + between(this.#limits, drawn[n]!);
    });
    const center: Operand = mean(x, [1, 2], { keepDims: true });
    const stretched: Operand = mul(sub(x, center) as Operand, factors);
    const [least, greatest] = this.#range;
    const y: Operand = add(stretched, center);
    return asTensor(maximum(minimum(y, greatest) as Operand, least) as Operand);
  }
}

/**
 * Changes the contrast of each image while training: y = (x - μ) · c + μ, with μ the mean of the image's channel and c
 * evenly between 1 - f and 1 + f, or 1 and each of the two limits given; then cut to `valueRange`.
 *
 * Shapes: x [N, height, width, channels] → the same. Throws OptionError for a factor that is no number, ShapeError for an
 * input without four axes.
 *
 * @example
 * ```ts
 * nn.randomContrast(0.2, { valueRange: [0, 1], seed: 1 });
 * ```
 */
export function randomContrast(factor: Factor, options?: RandomContrastOptions): RandomContrast {
  return new RandomContrast(factor, options);
}
