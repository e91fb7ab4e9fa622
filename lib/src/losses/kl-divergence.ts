import { checkOptions } from "../given.js";
import { clip } from "../ops/clip.js";
import { div } from "../ops/div.js";
import { log } from "../ops/log.js";
import { mul } from "../ops/mul.js";
import { sum } from "../ops/sum.js";
import type { AnyTensor } from "../tensor/base.js";
import type { DType } from "../tensor/dtype.js";
import type { Operand } from "../tensor/operand.js";
import type { Shape } from "../tensor/shape.js";
import { checkProbabilities, checkTargets } from "./logits.js";
import {
  type LossOptions,
  type LossResult,
  libraryLoss,
  lossOptions,
  type Reduced,
  type Reduction,
  reduceExamples,
  sameShapes,
} from "./loss.js";
import { masked } from "./masked.js";
import { nameLoss } from "./named.js";

/**
 * The mean over examples of Σ y log(y / p): how much more a code for p tells of y than a code of its own (Kullback and
 * Leibler 1951).
 *
 * yTrue and yPred [..., C], probabilities along the last axis, both kept between 1e-7 and 1, as in Keras (PyTorch's
 * kl_div takes log p, and yTrue as its second). Throws ShapeError when the shapes differ, DataError for values outside
 * [0, 1].
 *
 * @example
 * ```ts
 * losses.klDivergence(tensor([[1, 0]]), tensor([[0.5, 0.5]])).item(); // 0.6931
 * ```
 */
export function klDivergence<D extends DType, R extends Reduction = "mean">(
  yTrue: Operand,
  yPred: Operand<Shape, D>,
  options?: Reduced<LossOptions, R>,
): LossResult<R, D> {
  return libraryLoss(klDivergence, [yTrue, yPred, options], () => {
    const where = "klDivergence";
    checkOptions(where, options, lossOptions);
    const [truth, prediction] = sameShapes(where, yTrue, yPred);
    checkTargets(where, truth);
    checkProbabilities(where, prediction);
    const within = (x: AnyTensor): Operand => clip(x, { min: 1e-7, max: 1 });
    const y = within(truth);
    const terms: Operand = mul(y, log(div(y, within(prediction)) as Operand) as Operand);
    return reduceExamples(where, sum(terms, -1) as Operand, masked(prediction, options));
  });
}
nameLoss("klDivergence", klDivergence);
