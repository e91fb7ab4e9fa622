import { cos64, sin64 } from "../../../engine/reference/trigonometry.js";
import { checkOptions } from "../../../given.js";
import { layerOptions } from "../../layer.js";
import { AffineLayer, type AffineMap, type FillOptions } from "./affine-layer.js";
import { between, type Factor, limitsOf } from "./factor.js";

/** Turns images at random while training. Made by {@link randomRotation}. */
export class RandomRotation extends AffineLayer {
  override readonly kind = "randomRotation";
  protected override readonly numbers = 1;
  /** How far to turn, in full turns. */
  readonly factor: Factor;
  readonly #turns: readonly [number, number];

  constructor(factor: Factor, options: FillOptions = {}) {
    super(
      "randomRotation",
      checkOptions("randomRotation", options, `fillMode: "nearest", fillValue#, ${layerOptions}`),
    );
    this.factor = factor;
    this.#turns = limitsOf("randomRotation", "factor", factor);
  }

  override get libraryClass(): unknown {
    return RandomRotation;
  }

  protected override map(drawn: ArrayLike<number>, height: number, width: number): AffineMap {
    const angle = between(this.#turns, drawn[0]!) * 2 * Math.PI;
    const [cos, sin] = [cos64(angle), sin64(angle)];
    const [right, bottom] = [width - 1, height - 1];
    // The center stays where it is.
    const across = (right - (cos * right - sin * bottom)) / 2;
    const down = (bottom - (sin * right + cos * bottom)) / 2;
    return [cos, -sin, across, sin, cos, down];
  }
}

/**
 * Turns each image about its center while training: evenly between -f and f full turns, or the two limits given.
 *
 * Shapes: x [N, height, width, channels] → the same; positive is counter-clockwise, values between places are drawn with
 * straight lines. `fillMode` says what comes in, by default the image mirrored at its edge, as Keras. Throws OptionError
 * for a factor that is no number, ShapeError for an input without four axes.
 *
 * @example
 * ```ts
 * nn.randomRotation(0.05, { seed: 1 }); // up to 18° either way, …
 * ```
 */
export function randomRotation(factor: Factor, options?: FillOptions): RandomRotation {
  return new RandomRotation(factor, options);
}
