import { OptionError } from "../../../errors.js";
import { checkOptions, quoted } from "../../../given.js";
import { type LayerOptions, layerOptions } from "../../layer.js";
import { AffineLayer, type AffineMap } from "./affine-layer.js";

/** Which ways images are mirrored. */
export type FlipMode = "horizontalAndVertical" | "horizontal" | "vertical";

/** Mirrors images at random while training. Made by {@link randomFlip}. */
export class RandomFlip extends AffineLayer {
  override readonly kind = "randomFlip";
  protected override readonly numbers = 2;
  /** Which ways images are mirrored. */
  readonly mode: FlipMode;

  constructor(mode: FlipMode = "horizontalAndVertical", options: LayerOptions = {}) {
    super("randomFlip", checkOptions("randomFlip", options, layerOptions));
    if (mode !== "horizontalAndVertical" && mode !== "horizontal" && mode !== "vertical") {
      throw new OptionError(
        `randomFlip: expected "horizontalAndVertical", "horizontal" or "vertical", got ${quoted(mode)}; try "horizontal"`,
      );
    }
    this.mode = mode;
  }

  override get libraryClass(): unknown {
    return RandomFlip;
  }

  protected override map(drawn: ArrayLike<number>, height: number, width: number): AffineMap {
    const across = this.mode !== "vertical" && drawn[0]! < 0.5;
    const down = this.mode !== "horizontal" && drawn[1]! < 0.5;
    return [across ? -1 : 1, 0, across ? width - 1 : 0, 0, down ? -1 : 1, down ? height - 1 : 0];
  }
}

/**
 * Mirrors each image with probability 1/2 for each way while training, and leaves images alone in inference.
 *
 * Shapes: x [N, height, width, channels] → the same. Each image has its own draw, from the layer's `seed`. Throws
 * OptionError for another mode, ShapeError for an input without four axes.
 *
 * @example
 * ```ts
 * nn.randomFlip("horizontal", { seed: 1 });
 * ```
 */
export function randomFlip(mode?: FlipMode, options?: LayerOptions): RandomFlip {
  return new RandomFlip(mode, options);
}
