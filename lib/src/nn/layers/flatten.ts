import { checkOptions } from "../../given.js";
import { reshape as reshapeOp } from "../../ops/reshape.js";
import { type AnyTensor, asTensor } from "../../tensor/base.js";
import { Layer, type LayerOptions, layerOptions } from "../layer.js";
import type { FlatShape } from "../shape-map.js";

/** Lays each example's values in a row. Made by {@link flatten}. */
export class Flatten extends Layer<FlatShape> {
  override readonly kind = "flatten";

  constructor(options?: LayerOptions) {
    super(checkOptions("flatten", options, layerOptions));
  }

  override get libraryClass(): unknown {
    return Flatten;
  }

  override get label(): string {
    return "Flatten()";
  }

  protected override compute(x: AnyTensor): AnyTensor {
    const examples = x.shape[0] ?? 1;
    return asTensor(reshapeOp(x, [examples, examples === 0 ? 0 : x.size / examples]));
  }
}

/** Lays each example's values in a row: x [N, 28, 28] → [N, 784]. */
export function flatten(options?: LayerOptions): Flatten {
  return new Flatten(options);
}
