import { OptionError } from "../../errors.js";
import { checkOptions, quoted } from "../../given.js";
import { mul } from "../../ops/mul.js";
import { effect } from "../../recorder/effect.js";
import { type AnyTensor, asTensor, fromValues } from "../../tensor/base.js";
import { allocate, isFloat } from "../../tensor/dtype.js";
import { type LayerOptions, layerOptions } from "../layer.js";
import type { ForwardContext } from "../mode.js";
import { RandomLayer } from "./random-layer.js";

/** Switches units off at random while training. Made by {@link dropout}. */
export class Dropout extends RandomLayer {
  override readonly kind = "dropout";
  /** Probability of switching a value off. */
  readonly rate: number;

  constructor(rate: number, options?: LayerOptions) {
    super(checkOptions("dropout", options, layerOptions));
    if (!(typeof rate === "number" && rate >= 0 && rate < 1)) {
      throw new OptionError(
        `dropout: expected a rate in [0, 1), the part that is switched off, got ${quoted(rate)}; try nn.dropout(0.5)`,
      );
    }
    this.rate = rate;
  }

  override get libraryClass(): unknown {
    return Dropout;
  }

  override get label(): string {
    return `Dropout(${this.rate})`;
  }

  protected override compute(x: AnyTensor, { training }: ForwardContext): AnyTensor {
    return training && this.rate > 0 ? asTensor(mul(x, this.#mask(x))) : x;
  }

  /** 0 with probability rate, else 1 / (1 - rate). */
  #mask(x: AnyTensor): AnyTensor {
    const { size } = x;
    const dtype = isFloat(x.dtype) ? x.dtype : "float32";
    const mask = fromValues(allocate(dtype, x.size), x.shape, dtype);
    const kept = 1 / (1 - this.rate);
    this.draws();
    effect("dropout", [mask], ([values]) => {
      const draws = this.draws().uniform([size]).data;
      for (let i = 0; i < draws.length; i++) values![i] = draws[i]! < this.rate ? 0 : kept;
    });
    return mask;
  }
}

/**
 * Inverted dropout (Srivastava et al. 2014): in training each value is set to 0 with probability `rate` and
 * the others are multiplied by 1 / (1 - rate), so that their expectation stays; in inference nothing happens.
 *
 * Shapes: x [...] → the same. The masks come from the layer's `seed` and differ from call to call.
 * Throws OptionError for a rate outside [0, 1).
 *
 * @example
 * ```ts
 * const layer = nn.dropout(0.5, { seed: 1 });
 * layer.apply(x, { training: true });
 * ```
 */
export function dropout(rate: number, options?: LayerOptions): Dropout {
  return new Dropout(rate, options);
}
