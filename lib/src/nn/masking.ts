import { checkOptions } from "../given.js";
import { any } from "../ops/all-any.js";
import { expandDims } from "../ops/expand-dims.js";
import { notEqual } from "../ops/not-equal.js";
import { where } from "../ops/where.js";
import { type AnyTensor, asTensor } from "../tensor/base.js";
import { rememberMask } from "../tensor/masks.js";
import type { Operand } from "../tensor/operand.js";
import type { Shape } from "../tensor/shape.js";
import { Layer, type LayerOptions, layerOptions } from "./layer.js";
import type { SameShape } from "./shape-map.js";

/** Options of {@link masking}. */
export interface MaskingOptions extends LayerOptions {
  /** What every feature of a step is when the step does not count. Default 0. */
  readonly maskValue?: number;
}

/** Leaves steps of a sequence out. Made by {@link masking}. */
export class Masking extends Layer<SameShape> {
  override readonly kind = "masking";
  /** What padding is made of. */
  readonly maskValue: number;

  constructor(options: MaskingOptions = {}) {
    super(checkOptions("masking", options, `maskValue#: 0, ${layerOptions}`));
    const { maskValue = 0 } = options;
    this.maskValue = maskValue;
  }

  override get libraryClass(): unknown {
    return Masking;
  }

  override get label(): string {
    return "Masking()";
  }

  protected override compute(x: AnyTensor): AnyTensor {
    const mask = asTensor(any(notEqual(x as Operand, this.maskValue) as Operand, -1) as Operand);
    const kept = expandDims(mask, -1) as Operand as Operand<Shape, "bool">;
    return rememberMask(asTensor(where(kept, x, 0) as Operand), mask);
  }
}

/**
 * Masks the steps whose features are all `maskValue`: they become 0, and the output carries a mask of the others
 * (`nn.maskOf`), which the layers after it heed.
 *
 * Shapes: x [N, steps, features] → the same. maskValue 0 unless it is given, as Keras.
 *
 * @example
 * ```ts
 * nn.maskOf(nn.masking().apply(tensor([[[1, 2], [0, 0]]])))?.toArray(); // [[true, false]]
 * ```
 */
export function masking(options?: MaskingOptions): Masking {
  return new Masking(options);
}
