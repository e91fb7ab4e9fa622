import { OptionError } from "../../errors.js";
import { checkOptions, quoted } from "../../given.js";
import { pad } from "../../ops/pad.js";
import { type AnyTensor, asTensor } from "../../tensor/base.js";
import { Layer, type LayerOptions, layerOptions } from "../layer.js";
import type { Pool2dShape } from "../shape-map.js";
import { checkRank } from "./sizes.js";

/** Widths of borders: one for all sides, [above and below, left and right], or [[above, below], [left, right]]. */
export type BorderOption =
  | number
  | readonly [vertical: number, horizontal: number]
  | readonly [vertical: readonly [number, number], horizontal: readonly [number, number]];

/** Rows and columns of zeros around images. Made by {@link zeroPadding2d}. */
export class ZeroPadding2d extends Layer<Pool2dShape> {
  override readonly kind = "zeroPadding2d";
  /** The border that it was made with. */
  readonly padding: BorderOption;
  readonly #borders: readonly (readonly [number, number])[];

  constructor(padding: BorderOption = 1, options?: LayerOptions) {
    super(checkOptions("zeroPadding2d", options, layerOptions));
    const sides: readonly unknown[] = Array.isArray(padding) ? padding : [padding, padding];
    const borders = sides.map((side): readonly unknown[] => (Array.isArray(side) ? side : [side, side]));
    const sound = borders.every(
      (pair) => pair.length === 2 && pair.every((width) => Number.isInteger(width) && (width as number) >= 0),
    );
    if (!sound || borders.length !== 2) {
      throw new OptionError(
        `zeroPadding2d: expected a width, [vertical, horizontal] or [[above, below], [left, right]], got ${quoted(padding)}; try nn.zeroPadding2d(1)`,
      );
    }
    this.padding = padding;
    this.#borders = borders as unknown as readonly (readonly [number, number])[];
  }

  override get libraryClass(): unknown {
    return ZeroPadding2d;
  }

  override get label(): string {
    return `ZeroPadding2d(${quoted(this.padding)})`;
  }

  protected override compute(x: AnyTensor): AnyTensor {
    checkRank(this.label, x.shape, { axes: "[N, height, width, channels]", rank: 4 });
    return asTensor(pad(x, [[0, 0], ...this.#borders, [0, 0]]));
  }
}

/**
 * Rows and columns of zeros around images: x [N, height, width, channels] → [N, height', width', channels].
 *
 * `padding` (default 1) is a width for all sides, [above and below, left and right] or [[above, below], [left, right]].
 * Throws OptionError for anything else, ShapeError for an input without four axes.
 *
 * @example
 * ```ts
 * nn.zeroPadding2d([[0, 1], [0, 1]]); // [N, 28, 28, 1] → [N, 29, 29, 1]
 * ```
 */
export function zeroPadding2d(padding?: BorderOption, options?: LayerOptions): ZeroPadding2d {
  return new ZeroPadding2d(padding, options);
}
