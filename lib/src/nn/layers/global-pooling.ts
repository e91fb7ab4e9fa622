import { checkOptions } from "../../given.js";
import { max } from "../../ops/max-min.js";
import { mean } from "../../ops/mean.js";
import { type AnyTensor, asTensor } from "../../tensor/base.js";
import type { Operand } from "../../tensor/operand.js";
import { Layer, type LayerOptions, layerOptions } from "../layer.js";
import type { GlobalPoolShape } from "../shape-map.js";
import { checkRank } from "./sizes.js";

/** The pooling of everything that an input has of a channel; that of images' means is in pooling.ts. */
export type GlobalPoolingKind = "globalMaxPooling2d" | "globalMaxPooling1d" | "globalAveragePooling1d";

/** One number for each channel of a whole image or sequence. Made by {@link globalMaxPooling2d} and its like. */
export class GlobalPooling extends Layer<GlobalPoolShape> {
  override readonly kind: GlobalPoolingKind;

  constructor(kind: GlobalPoolingKind, options?: LayerOptions) {
    super(checkOptions(kind, options, layerOptions));
    this.kind = kind;
  }

  override get libraryClass(): unknown {
    return GlobalPooling;
  }

  override get label(): string {
    return `${this.kind}()`;
  }

  protected override compute(x: AnyTensor): AnyTensor {
    const images = this.kind.endsWith("2d");
    checkRank(
      this.label,
      x.shape,
      images ? { axes: "[N, height, width, channels]", rank: 4 } : { axes: "[N, length, channels]", rank: 3 },
    );
    const pool: (x: Operand, axes: readonly number[]) => Operand = this.kind.startsWith("globalMax")
      ? max
      : mean;
    return asTensor(pool(x, images ? [1, 2] : [1]));
  }
}

/** The greatest value of each channel over the whole image: [N, height, width, channels] → [N, channels]. */
export function globalMaxPooling2d(options?: LayerOptions): GlobalPooling {
  return new GlobalPooling("globalMaxPooling2d", options);
}

/** The greatest value of each channel over the whole sequence: [N, length, channels] → [N, channels]. */
export function globalMaxPooling1d(options?: LayerOptions): GlobalPooling {
  return new GlobalPooling("globalMaxPooling1d", options);
}

/** The mean of each channel over the whole sequence: [N, length, channels] → [N, channels]. */
export function globalAveragePooling1d(options?: LayerOptions): GlobalPooling {
  return new GlobalPooling("globalAveragePooling1d", options);
}
