import { DataError } from "../errors.js";
import { checkOptions, quoted } from "../given.js";
import { fromValues } from "../tensor/base.js";
import type { Operand } from "../tensor/operand.js";
import type { Tensor } from "../tensor/tensor.js";
import { classPairs, NO_CLASS } from "./classes.js";
import { checkedLabels } from "./labels.js";

/** Options of {@link confusionMatrix}. */
export interface ConfusionMatrixOptions {
  /** How many classes there are. Default: the scores' last axis, 2 for binary, one more than the largest class number. */
  readonly classes?: number;
  /** Probabilities above it count as 1. Default 0.5; for logits use 0. */
  readonly threshold?: number;
}

/**
 * Counts [true class, predicted class] over the examples: the diagonal is right, the rest says what was
 * taken for what. yTrue and yPred as in accuracy. Throws DataError for a class below 0 or past the number of classes,
 * and for predictions that are NaN.
 *
 * @example
 * ```ts
 * const counts = metrics.confusionMatrix(labels, model.predict(images));
 * ```
 */
export function confusionMatrix(
  yTrue: Operand,
  yPred: Operand,
  options?: ConfusionMatrixOptions,
): Tensor<[number, number], "int32"> {
  const { classes: wanted, threshold } = checkOptions("confusionMatrix", options, "classes#: 10, threshold#");
  const where = "confusionMatrix";
  const { kind, truth, predicted, classes: found } = classPairs(where, yTrue, yPred, threshold);
  const classes = wanted ?? found;
  if (classes < found) {
    const reason = kind === "classes" ? `as class ${found - 1} occurs` : "the predictions' last axis";
    throw new DataError(
      `${where}: expected at least ${found} classes, ${reason}, got ${quoted(classes)}; try classes: ${found}`,
    );
  }
  const missing = kind === "classes" ? -1 : predicted.indexOf(NO_CLASS);
  if (missing >= 0) {
    throw new DataError(
      `${where}: expected predictions that are numbers, got NaN for example ${missing}; try a smaller learning rate, or looking for NaN in the data`,
    );
  }
  for (const numbers of [truth, predicted]) checkedLabels(where, numbers, classes);
  const counts = new Int32Array(classes * classes);
  for (let i = 0; i < truth.length; i++) counts[truth[i]! * classes + predicted[i]!]!++;
  return fromValues(counts, [classes, classes], "int32") as unknown as Tensor<[number, number], "int32">;
}
