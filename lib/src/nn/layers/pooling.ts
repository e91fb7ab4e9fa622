import { checkOptions } from "../../given.js";
import { averagePool2d } from "../../ops/average-pool2d.js";
import { maxPool2d } from "../../ops/max-pool2d.js";
import { mean } from "../../ops/mean.js";
import { type AnyTensor, asTensor } from "../../tensor/base.js";
import type { Operand } from "../../tensor/operand.js";
import { Layer, type LayerOptions, layerOptions } from "../layer.js";
import type { GlobalPoolShape, Pool2dShape } from "../shape-map.js";
import { checkPadding, checkRank, pair, type Size2d } from "./sizes.js";

/** Options of {@link maxPooling2d} and {@link averagePooling2d}. */
export interface Pooling2dOptions extends LayerOptions {
  /** The window's size. Default 2. */
  readonly poolSize?: Size2d;
  /** How far the window moves. Default: its size. */
  readonly strides?: Size2d;
  /** `"valid"` (default): windows inside the image only; `"same"`: also over its edge, which does not count. */
  readonly padding?: "valid" | "same";
}

/** How windows lie: size, strides and padding. */
export interface PoolWindows {
  /** Height and width of a window. */
  readonly size: readonly [number, number];
  /** Steps from one window to the next. */
  readonly strides: readonly [number, number];
  /** Whether windows may reach over the edge. */
  readonly padding: "valid" | "same";
}

/** One number for each window of an image. Made by {@link maxPooling2d} and {@link averagePooling2d}. */
export class Pooling2d extends Layer<Pool2dShape> {
  override readonly kind: "maxPooling2d" | "averagePooling2d";
  /** Where the windows lie. */
  readonly windows: PoolWindows;

  constructor(kind: "maxPooling2d" | "averagePooling2d", options: Pooling2dOptions = {}) {
    super(checkOptions(kind, options, `poolSize: 2, strides, padding, ${layerOptions}`));
    this.kind = kind;
    const { poolSize = 2, strides = poolSize, padding = "valid" } = options;
    checkPadding(kind, padding);
    this.windows = {
      size: pair(kind, "poolSize", poolSize),
      strides: pair(kind, "strides", strides),
      padding,
    };
  }

  override get libraryClass(): unknown {
    return Pooling2d;
  }

  override get label(): string {
    return `${this.kind}(${this.windows.size.join("x")})`;
  }

  protected override compute(x: AnyTensor): AnyTensor {
    checkRank(this.label, x.shape, { axes: "[N, height, width, channels]", rank: 4 });
    const pool: (x: Operand, windows: PoolWindows) => Operand =
      this.kind === "maxPooling2d" ? maxPool2d : averagePool2d;
    return asTensor(pool(x, this.windows));
  }
}

/** The mean over all of an image. Made by {@link globalAveragePooling2d}. */
export class GlobalAveragePooling2d extends Layer<GlobalPoolShape> {
  override readonly kind = "globalAveragePooling2d";

  constructor(options?: LayerOptions) {
    super(checkOptions("globalAveragePooling2d", options, layerOptions));
  }

  override get libraryClass(): unknown {
    return GlobalAveragePooling2d;
  }

  override get label(): string {
    return "GlobalAveragePooling2d()";
  }

  protected override compute(x: AnyTensor): AnyTensor {
    checkRank(this.label, x.shape, { axes: "[N, height, width, channels]", rank: 4 });
    return asTensor(mean(x, [1, 2]));
  }
}

/**
 * The largest value of each window: [N, height, width, channels] → [N, height', width', channels].
 * The gradient goes to the first of equal values. Throws ShapeError for an input without four axes.
 *
 * @example
 * ```ts
 * nn.maxPooling2d(); // [N, 28, 28, 16] → [N, 14, 14, 16]
 * ```
 */
export function maxPooling2d(options?: Pooling2dOptions): Pooling2d {
  return new Pooling2d("maxPooling2d", options);
}

/** The mean of each window: [N, height, width, channels] → [N, height', width', channels]. As maxPooling2d. */
export function averagePooling2d(options?: Pooling2dOptions): Pooling2d {
  return new Pooling2d("averagePooling2d", options);
}

/** The mean of each channel over the whole image: [N, height, width, channels] → [N, channels]. */
export function globalAveragePooling2d(options?: LayerOptions): GlobalAveragePooling2d {
  return new GlobalAveragePooling2d(options);
}
