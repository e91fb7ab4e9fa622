import { OptionError } from "../errors.js";
import { byName } from "../names.js";
import { accuracyMetric } from "./accuracy.js";
import { type BatchMetric, type Metric, meanOf } from "./metric.js";
import { precisionMetric, recallMetric } from "./precision-recall.js";
import { topK } from "./top-k.js";

/** The names that {@link metricFrom} knows. */
export type MetricName = "accuracy" | "topK" | "precision" | "recall";

const table: Readonly<Record<string, () => Metric>> = {
  accuracy: accuracyMetric,
  topK: () => meanOf("topK", topK),
  precision: () => precisionMetric(),
  recall: () => recallMetric(),
};

/** A metric by name, a function of a batch (its name is the function's), or a {@link Metric}. */
export type MetricOption = MetricName | BatchMetric | Metric;

/** Makes a metric of what was given. Throws OptionError that lists the known names. */
export function metricFrom(option: MetricOption, where = "metricFrom"): Metric {
  if (typeof option === "string") return byName(where, "a metric", option, table)();
  if (typeof option === "function") return meanOf(option.name || "metric", option);
  if (typeof option?.update === "function") return option;
  throw new OptionError(
    `${where}: expected a metric's name, a function (yTrue, yPred) => number or a Metric, got ${typeof option}; try "accuracy"`,
  );
}
