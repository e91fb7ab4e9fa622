import { OptionError } from "../../errors.js";
import { checkOptions, quoted } from "../../given.js";
import { broadcastTo } from "../../ops/broadcast-to.js";
import { einsum } from "../../ops/einsum.js";
import { reshape } from "../../ops/reshape.js";
import { type AnyTensor, asTensor, fromValues } from "../../tensor/base.js";
import { allocate, type DType, floating } from "../../tensor/dtype.js";
import type { Operand } from "../../tensor/operand.js";
import { Layer, type LayerOptions, layerOptions } from "../layer.js";
import type { Pool2dShape } from "../shape-map.js";
import { checkRank, pair, type Size2d } from "./sizes.js";

/** Options of {@link upSampling2d}. */
export interface UpSampling2dOptions extends LayerOptions {
  /** How many times as many rows and columns. Default 2. */
  readonly size?: Size2d;
  /** `"nearest"` (default) repeats values, `"bilinear"` draws straight lines between the centers of neighbours. */
  readonly interpolation?: "nearest" | "bilinear";
}

/** Images with more rows and columns. Made by {@link upSampling2d}. */
export class UpSampling2d extends Layer<Pool2dShape> {
  override readonly kind = "upSampling2d";
  /** How many times as many rows and columns. */
  readonly size: readonly [number, number];
  readonly #bilinear: boolean;

  constructor(options: UpSampling2dOptions = {}) {
    super(checkOptions("upSampling2d", options, `size: 2, interpolation, ${layerOptions}`));
    const { size = 2, interpolation = "nearest" } = options;
    this.size = pair("upSampling2d", "size", size);
    if (interpolation !== "nearest" && interpolation !== "bilinear") {
      throw new OptionError(
        `upSampling2d: expected interpolation "nearest" or "bilinear", got ${quoted(interpolation)}; try "nearest"`,
      );
    }
    this.#bilinear = interpolation === "bilinear";
  }

  override get libraryClass(): unknown {
    return UpSampling2d;
  }

  override get label(): string {
    return `UpSampling2d(${this.size.join("x")})`;
  }

  protected override compute(x: AnyTensor): AnyTensor {
    checkRank(this.label, x.shape, { axes: "[N, height, width, channels]", rank: 4 });
    const [n, height, width, channels] = x.shape as readonly [number, number, number, number];
    const [down, across] = this.size;
    if (this.#bilinear) {
      const rows = between(height, down, x.dtype);
      const columns = between(width, across, x.dtype);
      const taller: Operand = einsum("ph,nhwc->npwc", [rows, x]) as Operand;
      return asTensor(einsum("qw,npwc->npqc", [columns, taller]) as Operand);
    }
    const spread: Operand = broadcastTo(reshape(x, [n, height, 1, width, 1, channels]) as Operand, [
      n,
      height,
      down,
      width,
      across,
      channels,
    ]);
    return asTensor(reshape(spread, [n, height * down, width * across, channels]));
  }
}

/** The shares of `size` values in each of `times` as many, whose places lie evenly over the same length. */
function between(size: number, times: number, dtype: DType): AnyTensor {
  const kind = floating(dtype);
  const shares = allocate(kind, size * times * size);
  for (let i = 0; i < size * times; i++) {
    const place = Math.min(Math.max((i + 0.5) / times - 0.5, 0), size - 1);
    const low = Math.floor(place);
    const high = Math.min(low + 1, size - 1);
    shares[i * size + low]! += 1 - (place - low);
    shares[i * size + high]! += place - low;
  }
  return fromValues(shares, [size * times, size], kind);
}

/**
 * Images with more rows and columns: x [N, height, width, channels] → [N, height · size, width · size, channels].
 *
 * `"nearest"` repeats each value, `"bilinear"` takes the new places to lie evenly over the same length and draws straight
 * lines between the centers of the old ones, as Keras and PyTorch's `align_corners=False`. Throws ShapeError for an
 * input without four axes.
 *
 * @example
 * ```ts
 * nn.upSampling2d(); // [N, 7, 7, 16] → [N, 14, 14, 16]
 * ```
 */
export function upSampling2d(options?: UpSampling2dOptions): UpSampling2d {
  return new UpSampling2d(options);
}
