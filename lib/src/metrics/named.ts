import { accuracyMetric } from "./accuracy.js";
import { type Metric, meanOf } from "./metric.js";
import { checkMetric, type MetricName, type MetricOption, metricsNamed } from "./option.js";
import { precisionMetric, recallMetric } from "./precision-recall.js";
import { topK } from "./top-k.js";

const table: Readonly<Partial<Record<MetricName, () => Metric>>> = {
  accuracy: accuracyMetric,
  topK: () => meanOf("topK", topK),
  precision: () => precisionMetric(),
  recall: () => recallMetric(),
};

/** Makes a metric of what was given. Throws OptionError that lists the known names. */
export function metricFrom(option: MetricOption, where = "metricFrom"): Metric {
  checkMetric(option, where);
  if (typeof option === "string") return (table[option] ?? metricsNamed[option]!)();
  return typeof option === "function" ? meanOf(option.name || "metric", option) : option;
}
