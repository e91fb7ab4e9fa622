import { checkOptions } from "../given.js";
import { asTensor } from "../tensor/base.js";
import type { Operand } from "../tensor/operand.js";
import { type ClassPairs, classPairs, yesOrNo } from "./classes.js";
import type { Metric } from "./metric.js";

/** Options of metrics that turn probabilities into yes or no. */
export interface ThresholdOptions {
  /**
   * Predictions above it count as 1, value by value. Default 0.5 where truth is 0 or 1 and each prediction a
   * probability; for logits use 0.
   */
  readonly threshold?: number;
}

/**
 * The part of the examples whose class is predicted right, from 0 to 1.
 *
 * Predictions may be:
 * - scores [N, C], of which the largest counts; truth is class numbers [N], one-hot rows [N, C] or shares that sum to 1;
 * - class numbers of the truth's shape, such as `scores.argmax(-1)`: whole numbers are compared as they are;
 * - probabilities from 0 to 1 of the truth's shape, which is 0 or 1: yes above the threshold. Rows with several labels,
 *   `[1, 1, 0]`, are compared so value by value.
 *
 * A prediction of NaN is never right. Throws ShapeError when the shapes do not fit, DataError for values that are none of
 * these, OptionError for a threshold beside scores of classes. Keras tells these apart by the shapes alone, and takes
 * class numbers for probabilities.
 *
 * @example
 * ```ts
 * metrics.accuracy(tensor([2, 0]), tensor([[0.1, 0.2, 0.7], [0.3, 0.4, 0.3]])); // 0.5
 * metrics.accuracy(tensor([0, 1, 2]), tensor([0, 2, 2])); // 2 / 3
 * ```
 */
export function accuracy(yTrue: Operand, yPred: Operand, options?: ThresholdOptions): number {
  const { threshold } = checkOptions("accuracy", options, "threshold#: 0.5");
  return shareRight(classPairs("accuracy", yTrue, yPred, threshold));
}

function shareRight({ truth, predicted }: Pick<ClassPairs, "truth" | "predicted">): number {
  let right = 0;
  for (let i = 0; i < truth.length; i++) if (truth[i] === predicted[i]) right++;
  return right / truth.length;
}

/**
 * Accuracy over many batches, for `compile`. Rows with several labels may all have a single one in some batches, which
 * then look one-hot: both measures are taken, and the one of the values counts once a row has shown what they are.
 */
export function accuracyMetric(): Metric {
  const sums = { rows: 0, values: 0, examples: 0, hasSeveralLabels: false };
  return {
    name: "accuracy",
    update(yTrue, yPred) {
      const pairs = classPairs("accuracy", yTrue, yPred);
      const examples = yPred.shape[0] ?? 1;
      const share = shareRight(pairs);
      sums.examples += examples;
      sums.rows += share * examples;
      if (pairs.kind !== "categorical") {
        sums.hasSeveralLabels ||= pairs.kind === "binary";
        sums.values += share * examples;
      } else {
        const truth = yesOrNo(asTensor(yTrue).data);
        sums.values += shareRight({ truth, predicted: yesOrNo(asTensor(yPred).data) }) * examples;
      }
    },
    result() {
      const { rows, values, examples, hasSeveralLabels } = sums;
      return examples === 0 ? Number.NaN : (hasSeveralLabels ? values : rows) / examples;
    },
    reset() {
      Object.assign(sums, { rows: 0, values: 0, examples: 0, hasSeveralLabels: false });
    },
  };
}
