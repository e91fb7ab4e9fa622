import { OptionError } from "../errors.js";
import { unknownName } from "../names.js";
import type { BatchMetric, Metric } from "./metric.js";

/** The names that {@link metricFrom} knows. */
export type MetricName = "accuracy" | "topK" | "precision" | "recall" | "auc" | "fScore" | "perplexity";

/** A metric by name, a function of a batch (its name is the function's), or a {@link Metric}. */
export type MetricOption = MetricName | BatchMetric | Metric;

const names: readonly string[] = ["accuracy", "topK", "precision", "recall"] satisfies MetricName[];

/** Metrics that say their names once their files are loaded: a page that a bundler made has what it imports. */
export const metricsNamed: Partial<Record<MetricName, () => Metric>> = {};

/**
 * Checks what was given as a metric, without making it: what measures is loaded with the first run that does.
 * Throws OptionError that lists the known names.
 */
export function checkMetric(option: MetricOption, where: string): void {
  if (typeof option === "function") return;
  if (typeof option === "string") {
    const known = [...names, ...Object.keys(metricsNamed)];
    if (known.includes(option)) return;
    throw unknownName(where, "a metric", option, known);
  }
  if (typeof option?.update === "function") return;
  throw new OptionError(
    `${where}: expected a metric's name, a function (yTrue, yPred) => number or a Metric, got ${typeof option}; try "accuracy"`,
  );
}
