import { checkOptions } from "../../../given.js";
import { layerOptions } from "../../layer.js";
import { AffineLayer, type AffineMap, type FillOptions, fillOptions } from "./affine-layer.js";
import { between, type Factor, limitsOf } from "./factor.js";

/** Options of {@link randomZoom}. */
export interface RandomZoomOptions extends FillOptions {
  /** How much wider a part is seen. Default: as much as higher, so that the proportions stay. */
  readonly widthFactor?: Factor;
}

/** Shows more or less of images at random while training. Made by {@link randomZoom}. */
export class RandomZoom extends AffineLayer {
  override readonly kind = "randomZoom";
  protected override readonly numbers = 2;
  /** How much higher a part is seen: 0.1 shows 110 %, -0.1 shows 90 %. */
  readonly heightFactor: Factor;
  readonly #height: readonly [number, number];
  readonly #width: readonly [number, number] | undefined;

  constructor(heightFactor: Factor, options: RandomZoomOptions = {}) {
    const names = `widthFactor: 0.1, ${fillOptions}, ${layerOptions}` as const;
    super("randomZoom", checkOptions("randomZoom", options, names));
    const { widthFactor } = options;
    this.heightFactor = heightFactor;
    this.#height = limitsOf("randomZoom", "heightFactor", heightFactor);
    this.#width = widthFactor === undefined ? undefined : limitsOf("randomZoom", "widthFactor", widthFactor);
  }

  override get libraryClass(): unknown {
    return RandomZoom;
  }

  protected override map(drawn: ArrayLike<number>, height: number, width: number): AffineMap {
    const high = 1 + between(this.#height, drawn[0]!);
    const wide = this.#width === undefined ? high : 1 + between(this.#width, drawn[1]!);
    // The center stays where it is.
    return [wide, 0, ((width - 1) / 2) * (1 - wide), 0, high, ((height - 1) / 2) * (1 - high)];
  }
}

/**
 * Shows more (positive) or less (negative) of each image while training: a part higher by a factor evenly between -f and
 * f, or the two limits given.
 *
 * Shapes: x [N, height, width, channels] → the same; values between places are drawn with straight lines. `fillMode` says
 * what comes in, by default the image mirrored at its edge, as Keras. Throws OptionError for factors that are no numbers,
 * ShapeError for an input without four axes.
 *
 * @example
 * ```ts
 * nn.randomZoom(0.1, { seed: 1 });
 * ```
 */
export function randomZoom(heightFactor: Factor, options?: RandomZoomOptions): RandomZoom {
  return new RandomZoom(heightFactor, options);
}
