export { accuracy, type ThresholdOptions } from "./accuracy.js";
export { type ConfusionMatrixOptions, confusionMatrix } from "./confusion-matrix.js";
export { counted } from "./counted.js";
export { type BatchMetric, type Metric, meanOf } from "./metric.js";
export { metricFrom } from "./named.js";
export type { MetricName, MetricOption } from "./option.js";
export { type ClassOptions, precision, precisionMetric, recall, recallMetric } from "./precision-recall.js";
export { type TopKOptions, topK } from "./top-k.js";
