import type { FillMode } from "../../../engine/reference/warp.js";
import { OptionError } from "../../../errors.js";
import { quoted } from "../../../given.js";
import { convert } from "../../../ops/support/operands.js";
import { type WarpFill, warp } from "../../../ops/support/warp.js";
import { effect } from "../../../recorder/effect.js";
import { type AnyTensor, asTensor, fromValues } from "../../../tensor/base.js";
import { floating } from "../../../tensor/dtype.js";
import type { LayerOptions } from "../../layer.js";
import type { ForwardContext } from "../../mode.js";
import { RandomLayer } from "../random-layer.js";
import { checkRank } from "../sizes.js";

/** What lies around images that are moved. */
export interface FillOptions extends LayerOptions {
  /**
   * `"reflect"` (default): the image again, mirrored at its edge; `"wrap"`: the image again; `"nearest"`: the values of
   * the edge; `"constant"`: `fillValue`.
   */
  readonly fillMode?: FillMode;
  /** The value outside, for `"constant"`. Default 0. */
  readonly fillValue?: number;
}

/** The names of {@link FillOptions} beside those of every layer. */
export const fillOptions = "fillMode, fillValue#" as const;

/** Where the place (x, y) of a result lies in the image: (a x + b y + c, d x + e y + f). */
export type AffineMap = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

const modes: readonly FillMode[] = ["reflect", "wrap", "nearest", "constant"];

/** A layer that sees each image through an affine map drawn for it, while training. */
export abstract class AffineLayer extends RandomLayer {
  /** How many random numbers a map is made of. */
  protected abstract readonly numbers: number;
  readonly #fill: WarpFill;

  constructor(kind: string, options: FillOptions) {
    super(options);
    const { fillMode = "reflect", fillValue = 0 } = options;
    if (!modes.includes(fillMode)) {
      throw new OptionError(
        `${kind}: expected fillMode "reflect", "wrap", "nearest" or "constant", got ${quoted(fillMode)}; try "reflect"`,
      );
    }
    this.#fill = { fillMode, fillValue };
  }

  override get label(): string {
    return `${this.kind}()`;
  }

  /** The map of one image from its random numbers in [0, 1). */
  protected abstract map(drawn: ArrayLike<number>, height: number, width: number): AffineMap;

  protected override compute(x: AnyTensor, { training }: ForwardContext): AnyTensor {
    if (!training) return x;
    checkRank(this.label, x.shape, { axes: "[N, height, width, channels]", rank: 4 });
    const [batch, height, width] = x.shape as readonly [number, number, number];
    const maps = fromValues(new Float64Array(batch * 6), [batch, 6], "float64");
    this.draws();
    effect(this.kind, [maps], ([values]) => {
      const drawn = this.draws().uniform([batch * this.numbers]).data;
      for (let n = 0; n < batch; n++) {
        const own = drawn.subarray(n * this.numbers, (n + 1) * this.numbers);
        values!.set(this.map(own, height, width), n * 6);
      }
    });
    return asTensor(warp(convert(x, floating(x.dtype)), maps, this.#fill));
  }
}
