import { DataError } from "../errors.js";
import { checkOptions } from "../given.js";
import { fromValues } from "../tensor/base.js";
import type { Operand } from "../tensor/operand.js";
import type { Tensor } from "../tensor/tensor.js";
import { classPairs } from "./classes.js";

/** Options of {@link confusionMatrix}. */
export interface ConfusionMatrixOptions {
  /** How many classes there are. Default: the scores' last axis, 2 for binary. */
  readonly classes?: number;
  /** Binary predictions above it count as 1. Default 0.5. */
  readonly threshold?: number;
}

/**
 * Counts [true class, predicted class] over the examples: the diagonal is right, the rest says what was
 * taken for what. yTrue and yPred as in accuracy.
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
  const { classes: wanted, threshold } = checkOptions("confusionMatrix", options, "classes: 10, threshold");
  const { truth, predicted, classes: found } = classPairs("confusionMatrix", yTrue, yPred, threshold);
  const classes = wanted ?? found;
  if (classes < found) {
    throw new DataError(
      `confusionMatrix: expected at least ${found} classes, the predictions' last axis, got ${classes}; try classes: ${found}`,
    );
  }
  const counts = new Int32Array(classes * classes);
  for (let i = 0; i < truth.length; i++) counts[truth[i]! * classes + predicted[i]!]!++;
  return fromValues(counts, [classes, classes], "int32") as unknown as Tensor<[number, number], "int32">;
}
