import { checkOptions } from "../given.js";
import type { Operand } from "../tensor/operand.js";
import { classPairs } from "./classes.js";

/** Options of metrics that turn probabilities into yes or no. */
export interface ThresholdOptions {
  /** Binary predictions above it count as 1. Default 0.5; for logits use 0. */
  readonly threshold?: number;
}

/**
 * The part of the examples whose class is predicted right, from 0 to 1.
 *
 * Binary, categorical or sparse is told by the shapes, as in Keras: predictions [N, C] are compared by their
 * largest score with class numbers [N] or one-hot rows [N, C]; predictions [N] or [N, 1] by the threshold.
 *
 * @example
 * ```ts
 * metrics.accuracy(tensor([2, 0]), tensor([[0.1, 0.2, 0.7], [0.3, 0.4, 0.3]])); // 0.5
 * ```
 */
export function accuracy(yTrue: Operand, yPred: Operand, options?: ThresholdOptions): number {
  const { threshold = 0.5 } = checkOptions("accuracy", options, "threshold: 0.5");
  const { truth, predicted } = classPairs("accuracy", yTrue, yPred, threshold);
  let right = 0;
  for (let i = 0; i < truth.length; i++) if (truth[i] === predicted[i]) right++;
  return right / truth.length;
}
