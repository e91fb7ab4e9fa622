import { checkNumber } from "../given.js";
import type { DType } from "../tensor/dtype.js";
import type { Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";

/**
 * A number measured over many batches: `update` with each batch, then `result`, then `reset` for the next round.
 */
export interface Metric {
  /** What logs and the history call it. */
  readonly name: string;
  /** Takes one batch into account. */
  update(yTrue: Tensor<Shape, DType>, yPred: Tensor<Shape, DType>): void;
  /** The value over all batches since the last reset. */
  result(): number;
  /** Forgets all batches, at the start of an epoch. */
  reset(): void;
}

/**
 * A metric of one batch: truth and predictions → a number, the mean over its examples. One of your own may name narrower
 * types, as a `Loss` may.
 */
export type BatchMetric = {
  /** Truth and predictions of a batch → a number. */
  call(yTrue: Tensor<Shape, DType>, yPred: Tensor<Shape, DType>): number;
}["call"];

/** The mean of a batch metric over batches, each weighted by its number of examples. Throws OptionError where it gives no number. */
export function meanOf(name: string, measure: BatchMetric): Metric {
  let total = 0;
  let examples = 0;
  return {
    name,
    update(yTrue, yPred) {
      const count = yPred.shape[0] ?? 1;
      const value = measure(yTrue, yPred);
      checkNumber(name, "value", value, ".mean().item()");
      total += value * count;
      examples += count;
    },
    result: () => (examples === 0 ? Number.NaN : total / examples),
    reset() {
      total = 0;
      examples = 0;
    },
  };
}
