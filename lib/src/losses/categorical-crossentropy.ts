import { ShapeError } from "../errors.js";
import { checkOptions } from "../given.js";
import { div } from "../ops/div.js";
import { log } from "../ops/log.js";
import { logSoftmax } from "../ops/log-softmax.js";
import { neg } from "../ops/neg.js";
import { sum } from "../ops/sum.js";
import { type AnyTensor, asTensor } from "../tensor/base.js";
import type { DType } from "../tensor/dtype.js";
import type { Operand } from "../tensor/operand.js";
import { formatShape, type Shape } from "../tensor/shape.js";
import type { CrossentropyOptions } from "./binary-crossentropy.js";
import { awayFromEdges, checkLogits, checkProbabilities, checkTargets, logitsBehind } from "./logits.js";
import {
  type LossResult,
  libraryLoss,
  lossOptions,
  type Reduced,
  type Reduction,
  reduceExamples,
  sameShapes,
  smoothed,
} from "./loss.js";
import { masked } from "./masked.js";
import { shareOf } from "./shares.js";

/**
 * The mean over examples of -Σ y log p, for one-hot (or soft) labels.
 *
 * yTrue, yPred [..., C]. A class of the label 0 may be masked by a logit of -Infinity. From logits the logarithm of the
 * softmax is computed in one, which is finite for every logit; so it is for probabilities that come straight from a
 * softmax. Other probabilities are divided by their sum and kept 1e-7 away from 0 and 1, as in Keras.
 * Throws ShapeError when the shapes differ, DataError for labels or probabilities outside [0, 1], OptionError
 * for the output of a softmax with `fromLogits: true`.
 *
 * @example
 * ```ts
 * losses.categoricalCrossentropy(tensor([[0, 1]]), tensor([[0.5, 0.5]])).item(); // 0.6931
 * ```
 */
export function categoricalCrossentropy<D extends DType, R extends Reduction = "mean">(
  yTrue: Operand,
  yPred: Operand<Shape, D>,
  options?: Reduced<CrossentropyOptions, R>,
): LossResult<R, D> {
  return libraryLoss(categoricalCrossentropy, [yTrue, yPred, options], () => {
    const where = "categoricalCrossentropy";
    const { fromLogits = false, labelSmoothing = 0 } = checkOptions(
      where,
      options,
      `fromLogits?: true, labelSmoothing#, ${lossOptions}`,
    );
    const [truth, prediction] = sameShapes(where, yTrue, yPred);
    checkClasses(where, prediction);
    checkTargets(where, truth);
    const y = smoothed(where, truth, { amount: labelSmoothing, classes: prediction.shape.at(-1)! });
    const logs = logProbabilities(where, prediction, fromLogits);
    return reduceExamples(where, neg(sum(shareOf(y, logs), -1)), masked(prediction, options));
  });
}

/** log p of predictions that are logits or probabilities. */
export function logProbabilities(where: string, prediction: AnyTensor, fromLogits: boolean): AnyTensor {
  if (fromLogits) checkLogits(where, prediction);
  const logits = fromLogits ? prediction : logitsBehind(prediction, "softmax");
  if (logits !== undefined) return asTensor(logSoftmax(logits));
  checkProbabilities(where, prediction);
  const p = asTensor(div(prediction, sum(prediction, -1, { keepDims: true })));
  return asTensor(log(awayFromEdges(p)));
}

/** Checks that predictions have an axis of at least two classes. Throws ShapeError. */
export function checkClasses(where: string, prediction: AnyTensor): void {
  if (prediction.rank >= 2 && prediction.shape.at(-1)! >= 2) return;
  throw new ShapeError(
    `${where}: expected predictions [N, classes] with at least 2 classes, got ${formatShape(prediction.shape)}; try binaryCrossentropy, or a last layer with a unit per class`,
  );
}
