import { atLeastOne, checkOptions } from "../../given.js";
import { averagePool1d } from "../../ops/average-pool1d.js";
import { maxPool1d } from "../../ops/max-pool1d.js";
import type { Pool1dOptions } from "../../ops/support/pool1d.js";
import { type AnyTensor, asTensor } from "../../tensor/base.js";
import type { Operand } from "../../tensor/operand.js";
import { Layer, type LayerOptions, layerOptions } from "../layer.js";
import type { Pool1dShape } from "../shape-map.js";
import { checkPadding, checkRank } from "./sizes.js";

/** Options of {@link maxPooling1d} and {@link averagePooling1d}. */
export interface Pooling1dOptions extends LayerOptions {
  /** The window's width. Default 2. */
  readonly poolSize?: number;
  /** How far the window moves. Default: its size. */
  readonly strides?: number;
  /** `"valid"` (default): windows inside the sequence only; `"same"`: also over its ends, which do not count. */
  readonly padding?: "valid" | "same";
}

type Pooling1dKind = "maxPooling1d" | "averagePooling1d";

/** One number for each window of a sequence. Made by {@link maxPooling1d} and {@link averagePooling1d}. */
export class Pooling1d extends Layer<Pool1dShape> {
  override readonly kind: Pooling1dKind;
  readonly #windows: Required<Pool1dOptions>;

  constructor(kind: Pooling1dKind, options: Pooling1dOptions = {}) {
    super(checkOptions(kind, options, `poolSize#: 2, strides#, padding, ${layerOptions}`));
    this.kind = kind;
    const { poolSize = 2, strides = poolSize, padding = "valid" } = options;
    atLeastOne(kind, "poolSize", poolSize);
    atLeastOne(kind, "strides", strides);
    checkPadding(kind, padding);
    this.#windows = { size: poolSize, strides, padding };
  }

  override get libraryClass(): unknown {
    return Pooling1d;
  }

  override get label(): string {
    return `${this.kind}(${this.#windows.size})`;
  }

  protected override compute(x: AnyTensor): AnyTensor {
    checkRank(this.label, x.shape, { axes: "[N, length, channels]", rank: 3 });
    const pool: (x: Operand, windows: Pool1dOptions) => Operand =
      this.kind === "maxPooling1d" ? maxPool1d : averagePool1d;
    return asTensor(pool(x, this.#windows));
  }
}

/**
 * The largest value of each window of sequences: [N, length, channels] → [N, length', channels]. As maxPooling2d.
 *
 * @example
 * ```ts
 * nn.maxPooling1d(); // [N, 64, 16] → [N, 32, 16]
 * ```
 */
export function maxPooling1d(options?: Pooling1dOptions): Pooling1d {
  return new Pooling1d("maxPooling1d", options);
}

/** The mean of each window of sequences: [N, length, channels] → [N, length', channels]. As maxPooling1d. */
export function averagePooling1d(options?: Pooling1dOptions): Pooling1d {
  return new Pooling1d("averagePooling1d", options);
}
