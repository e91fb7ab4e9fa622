import { OptionError } from "../errors.js";
import { checkOptions, quoted } from "../given.js";
import type { Operand } from "../tensor/operand.js";
import { classify } from "./classes.js";
import { argmaxRows, checkedLabels } from "./labels.js";

/** Options of {@link topK}. */
export interface TopKOptions {
  /** How many guesses count. Default 5. */
  readonly k?: number;
}

/**
 * The part of the examples whose class is among the k largest scores.
 * A score equal to the true class's does not push it out, as in Keras.
 */
export function topK(yTrue: Operand, yPred: Operand, options?: TopKOptions): number {
  const { k = 5 } = checkOptions("topK", options, "k#: 3");
  const { kind, truth, prediction, classes } = classify("topK", yTrue, yPred);
  if (kind !== "sparse" && kind !== "categorical") {
    throw new OptionError(
      'topK: expected scores of several classes [N, classes] and one class per example, got single numbers or several labels; try "accuracy"',
    );
  }
  if (!Number.isInteger(k) || k < 1 || k > classes) {
    throw new OptionError(
      `topK: expected k from 1 to ${classes}, the number of classes, got ${quoted(k)}; try k: 1`,
    );
  }
  const labels =
    kind === "sparse" ? checkedLabels("topK", truth.data, classes) : argmaxRows(truth.data, classes);
  let right = 0;
  for (let row = 0; row < labels.length; row++) {
    const start = row * classes;
    const own = prediction.data[start + labels[row]!]!;
    let larger = 0;
    // NaN is among no k largest.
    for (let i = 0; i < classes; i++) if (prediction.data[start + i]! > own) larger++;
    if (larger < k && !Number.isNaN(own)) right++;
  }
  return right / labels.length;
}
