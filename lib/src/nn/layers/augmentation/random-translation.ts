import { checkOptions } from "../../../given.js";
import { layerOptions } from "../../layer.js";
import { AffineLayer, type AffineMap, type FillOptions, fillOptions } from "./affine-layer.js";
import { between, type Factor, limitsOf } from "./factor.js";

/** Options of {@link randomTranslation}. */
export interface RandomTranslationOptions extends FillOptions {
  /** How far to the right, as a part of the width. Default: as far as down. */
  readonly widthFactor?: Factor;
}

/** Moves images at random while training. Made by {@link randomTranslation}. */
export class RandomTranslation extends AffineLayer {
  override readonly kind = "randomTranslation";
  protected override readonly numbers = 2;
  /** How far down, as a part of the height. */
  readonly heightFactor: Factor;
  readonly #down: readonly [number, number];
  readonly #right: readonly [number, number];

  constructor(heightFactor: Factor, options: RandomTranslationOptions = {}) {
    const names = `widthFactor: 0.1, ${fillOptions}, ${layerOptions}` as const;
    super("randomTranslation", checkOptions("randomTranslation", options, names));
    const { widthFactor = heightFactor } = options;
    this.heightFactor = heightFactor;
    this.#down = limitsOf("randomTranslation", "heightFactor", heightFactor);
    this.#right = limitsOf("randomTranslation", "widthFactor", widthFactor);
  }

  override get libraryClass(): unknown {
    return RandomTranslation;
  }

  protected override map(drawn: ArrayLike<number>, height: number, width: number): AffineMap {
    const down = between(this.#down, drawn[0]!) * height;
    const right = between(this.#right, drawn[1]!) * width;
    return [1, 0, -right, 0, 1, -down];
  }
}

/**
 * Moves each image while training, by a part of its size: evenly between -f and f, or the two limits given.
 *
 * Shapes: x [N, height, width, channels] → the same; positive is down and to the right, values between places are drawn
 * with straight lines. `fillMode` says what comes in, by default the image mirrored at its edge, as Keras. Throws
 * OptionError for factors that are no numbers, ShapeError for an input without four axes.
 *
 * @example
 * ```ts
 * nn.randomTranslation(0.1, { seed: 1 });
 * ```
 */
export function randomTranslation(
  heightFactor: Factor,
  options?: RandomTranslationOptions,
): RandomTranslation {
  return new RandomTranslation(heightFactor, options);
}
