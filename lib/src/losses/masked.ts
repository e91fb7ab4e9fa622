import { cast } from "../ops/cast.js";
import { div } from "../ops/div.js";
import { maximum } from "../ops/maximum-minimum.js";
import { mul } from "../ops/mul.js";
import { reshape } from "../ops/reshape.js";
import { sum } from "../ops/sum.js";
import { asTensor } from "../tensor/base.js";
import { floating } from "../tensor/dtype.js";
import { maskOf } from "../tensor/masks.js";
import type { Operand } from "../tensor/operand.js";
import type { LossOptions } from "./loss.js";

/**
 * The options of a loss with the mask that its predictions carry, as weights: a step that is masked counts nothing, and a
 * mean is one over the others (Keras's rule).
 */
export function masked(yPred: Operand, options: LossOptions | undefined): LossOptions | undefined {
  const mask = maskOf(yPred);
  if (mask === undefined) return options;
  const { reduction = "mean", sampleWeight } = options ?? {};
  let weights: Operand = cast(mask, floating(yPred.dtype));
  // Each step that counts stands for as many as there are in all, so that the mean over all is one over them.
  if (reduction === "mean")
    weights = mul(weights, div(mask.size, maximum(sum(weights), 1) as Operand) as Operand);
  if (sampleWeight !== undefined) {
    const perStep = asTensor(sampleWeight).size === mask.size;
    const shape = mask.shape.map((size, axis) => (perStep || axis === 0 ? size : 1));
    weights = mul(weights, reshape(sampleWeight, shape) as Operand);
  }
  return { reduction, sampleWeight: weights };
}
