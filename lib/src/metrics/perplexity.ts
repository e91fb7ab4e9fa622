import { exp64 } from "../engine/reference/exponential.js";
import { log64 } from "../engine/reference/logarithm.js";
import { ShapeError } from "../errors.js";
import { checkOptions } from "../given.js";
import { asTensor } from "../tensor/base.js";
import type { Operand } from "../tensor/operand.js";
import { formatShape, sameShape } from "../tensor/shape.js";
import { checkedLabels } from "./labels.js";
import type { Metric } from "./metric.js";
import { metricsNamed } from "./option.js";

/** Options of {@link perplexity}. */
export interface PerplexityOptions {
  /** True when yPred holds logits, false (the default) for probabilities. */
  readonly fromLogits?: boolean;
  /** A label that does not count: that of padding. Default none. */
  readonly ignore?: number;
}

const names = "fromLogits?: true, ignore#";

/**
 * How many equally probable words a model chooses among, as it were: e to the mean of -log p of the true ones.
 *
 * yTrue [N, T] word numbers, yPred [N, T, V] probabilities (kept at least 1e-7) or logits; other leading axes likewise.
 * NaN where nothing counts. Throws ShapeError when the shapes do not fit, DataError for a label that is no word.
 *
 * @example
 * ```ts
 * metrics.perplexity(tensor([0, 3], { dtype: "int32" }), tensor([[0.25, 0.25, 0.25, 0.25], [0.25, 0.25, 0.25, 0.25]])); // 4
 * ```
 */
export function perplexity(yTrue: Operand, yPred: Operand, options?: PerplexityOptions): number {
  const metric = perplexityMetric(options);
  metric.update(yTrue as never, yPred as never);
  return metric.result();
}

/** Perplexity over many batches, for `compile`. */
export function perplexityMetric(options?: PerplexityOptions): Metric {
  const { fromLogits = false, ignore } = checkOptions("perplexity", options, names);
  let [total, count] = [0, 0];
  return {
    name: "perplexity",
    update(yTrue, yPred) {
      const [truth, prediction] = [asTensor(yTrue), asTensor(yPred)];
      const words = prediction.shape.at(-1) ?? 0;
      if (!sameShape(truth.shape, prediction.shape.slice(0, -1))) {
        throw new ShapeError(
          `perplexity: expected yTrue ${formatShape(prediction.shape.slice(0, -1))} for yPred ${formatShape(prediction.shape)}, got ${formatShape(truth.shape)}; try word numbers, without an axis of words`,
        );
      }
      const counted = Array.from(truth.data, (label, i) => [label, i] as const).filter(
        ([label]) => label !== ignore,
      );
      const labels = checkedLabels(
        "perplexity",
        Int32Array.from(counted, ([label]) => label),
        words,
      );
      counted.forEach(([, position], i) => {
        const row = prediction.data.subarray(position * words, (position + 1) * words);
        total += fromLogits ? surprise(row, labels[i]!) : -log64(Math.max(row[labels[i]!]!, 1e-7));
      });
      count += counted.length;
    },
    result: () => (count === 0 ? Number.NaN : exp64(total / count)),
    reset() {
      [total, count] = [0, 0];
    },
  };
}

/** -log of the softmax of logits at one place. */
function surprise(logits: ArrayLike<number>, at: number): number {
  let most = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < logits.length; i++) most = Math.max(most, logits[i]!);
  let sum = 0;
  for (let i = 0; i < logits.length; i++) sum += exp64(logits[i]! - most);
  return log64(sum) + most - logits[at]!;
}
metricsNamed.perplexity = () => perplexityMetric();
