import { counted } from "../metrics/counted.js";
import type { Metric } from "../metrics/metric.js";
import { metricFrom } from "../metrics/named.js";
import type { MetricOption } from "../metrics/option.js";
import type { AnyTensor } from "../tensor/base.js";
import type { Part } from "./alone.js";
import type { Logs } from "./history.js";

/** Truth and predictions of a batch. */
export interface Outcome {
  readonly yTrue: AnyTensor;
  readonly yPred: AnyTensor;
}

/** The metrics that count in an object of their own, which two models may share. */
export function countingParts(metrics: readonly MetricOption[]): readonly Part[] {
  return metrics.flatMap((metric) =>
    typeof metric === "object" ? [[`the metric ${metric.name}`, metric]] : [],
  );
}

/** The mean loss over the batches so far, each weighted by its examples, and the metrics. */
export class RunningLogs {
  readonly #metrics: readonly Metric[];
  #total = 0;
  #examples = 0;
  #lastLoss = Number.NaN;

  constructor(metrics: readonly MetricOption[]) {
    this.#metrics = metrics.map((metric) => metricFrom(metric));
  }

  reset(): void {
    this.#total = 0;
    this.#examples = 0;
    for (const metric of this.#metrics) metric.reset();
  }

  update(loss: number, { yTrue, yPred }: Outcome): void {
    const count = yTrue.shape[0] ?? 1;
    this.#total += loss * count;
    this.#examples += count;
    this.#lastLoss = loss;
    const outcome = this.#metrics.length === 0 ? ([yTrue, yPred] as const) : counted(yTrue, yPred);
    for (const metric of this.#metrics) metric.update(...outcome);
  }

  /** The means so far. */
  values(): Logs {
    const logs: Record<string, number> = { loss: this.#total / this.#examples };
    for (const metric of this.#metrics) logs[metric.name] = metric.result();
    return logs;
  }

  /** The loss of the last batch alone. */
  last(): Logs {
    return { loss: this.#lastLoss };
  }
}
