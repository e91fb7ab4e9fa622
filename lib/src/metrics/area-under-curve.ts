import { DataError, ShapeError } from "../errors.js";
import { asTensor } from "../tensor/base.js";
import type { Values } from "../tensor/dtype.js";
import type { Operand } from "../tensor/operand.js";
import { formatShape } from "../tensor/shape.js";
import type { Metric } from "./metric.js";
import { metricsNamed } from "./option.js";

/**
 * The area under the ROC curve: how probable it is that a positive example has a higher score than a negative one, equal
 * scores counting half. From 0 to 1; 0.5 tells nothing. NaN where there are no examples of one of the two.
 *
 * Labels 0 and 1, one score each, probabilities or logits alike. It is exact (Mann and Whitney 1947), where Keras's AUC
 * draws the curve through 200 thresholds. Throws ShapeError when there is not one score for each label, DataError for
 * other labels or a score that is no number.
 *
 * @example
 * ```ts
 * metrics.auc(tensor([0, 0, 1, 1]), tensor([0.1, 0.4, 0.35, 0.8])); // 0.75
 * ```
 */
export function auc(yTrue: Operand, yPred: Operand): number {
  const { labels, scores } = checked(yTrue, yPred);
  return areaOf(labels, scores);
}

/** The area under the ROC curve over many batches, for `compile`: it keeps a label and a score of each example. */
export function aucMetric(): Metric {
  let labels: number[] = [];
  let scores: number[] = [];
  return {
    name: "auc",
    update(yTrue, yPred) {
      const batch = checked(yTrue, yPred);
      for (let i = 0; i < batch.labels.length; i++) {
        labels.push(batch.labels[i]!);
        scores.push(batch.scores[i]!);
      }
    },
    result: () => areaOf(labels, scores),
    reset() {
      labels = [];
      scores = [];
    },
  };
}

/** Labels and scores. Throws ShapeError or DataError. */
function checked(yTrue: Operand, yPred: Operand): { readonly labels: Values; readonly scores: Values } {
  const [truth, prediction] = [asTensor(yTrue), asTensor(yPred)];
  if (truth.size !== prediction.size) {
    throw new ShapeError(
      `auc: expected one score for each label, got yTrue ${formatShape(truth.shape)} and yPred ${formatShape(prediction.shape)}; try the scores of one class, yPred.slice([null, 1])`,
    );
  }
  const other = truth.data.findIndex((label) => label !== 0 && label !== 1);
  if (other >= 0) {
    throw new DataError(
      `auc: expected labels 0 and 1, got ${truth.data[other]} at position ${other}; try yTrue.equal(1) for one class against the others`,
    );
  }
  const missing = prediction.data.findIndex(Number.isNaN);
  if (missing >= 0) {
    throw new DataError(
      `auc: expected scores, got NaN at position ${missing}; try looking for it in the model`,
    );
  }
  return { labels: truth.data, scores: prediction.data };
}

/** The share of pairs of a positive and a negative example that are in order. */
function areaOf(labels: ArrayLike<number>, scores: ArrayLike<number>): number {
  const order = Array.from(scores, (_, i) => i).sort((a, b) => scores[a]! - scores[b]!);
  let [positives, negatives, inOrder] = [0, 0, 0];
  for (let start = 0; start < order.length; ) {
    let [up, down, end] = [0, 0, start];
    for (; end < order.length && scores[order[end]!] === scores[order[start]!]; end++) {
      if (labels[order[end]!] === 1) up++;
      else down++;
    }
    inOrder += up * (negatives + down / 2);
    positives += up;
    negatives += down;
    start = end;
  }
  return inOrder / (positives * negatives);
}
metricsNamed.auc = aucMetric;
