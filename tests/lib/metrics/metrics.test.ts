import { readFileSync } from "node:fs";
import { DataError, metrics, OptionError, ShapeError, tensor } from "gradbook";
import { describe, expect, it } from "vitest";

const reference = JSON.parse(readFileSync(new URL("./reference/metrics.json", import.meta.url), "utf8"));
const labels = tensor(reference.labels as number[], { dtype: "int32" });
const scores = tensor(reference.scores as number[][]);
const oneHot = tensor(
  (reference.labels as number[]).map((label) => [0, 1, 2, 3].map((k) => (k === label ? 1 : 0))),
);
const bits = tensor(reference.bits as number[][]);
const unit = tensor(reference.unit as number[][]);

describe("against Keras", () => {
  it.each([
    ["sparseAccuracy", () => metrics.accuracy(labels, scores)],
    ["categoricalAccuracy", () => metrics.accuracy(oneHot, scores)],
    ["binaryAccuracy", () => metrics.accuracy(bits, unit)],
    ["binaryAccuracyAt03", () => metrics.accuracy(bits, unit, { threshold: 0.3 })],
    ["top2", () => metrics.topK(labels, scores, { k: 2 })],
    ["top3", () => metrics.topK(oneHot, scores, { k: 3 })],
    ["precision", () => metrics.precision(bits, unit)],
    ["recall", () => metrics.recall(bits, unit)],
    ["precisionAt07", () => metrics.precision(bits, unit, { threshold: 0.7 })],
    ["recallAt07", () => metrics.recall(bits, unit, { threshold: 0.7 })],
  ])("%s", (name, run) => {
    expect(run()).toBeCloseTo(reference[name] as number, 6);
  });

  it("confusion matrix", () => {
    const counts = metrics.confusionMatrix(labels, scores);
    expect(counts.toArray()).toEqual(reference.confusion);
    expect(counts.dtype).toBe("int32");
    expect(metrics.confusionMatrix(labels, scores, { classes: 6 }).shape).toEqual([6, 6]);
  });
});

describe("precision and recall of one class among several", () => {
  it("are the diagonal over the column and over the row", () => {
    const counts = reference.confusion as number[][];
    for (const k of [0, 1, 2, 3]) {
      const column = counts.reduce((sum, row) => sum + row[k]!, 0);
      const row = counts[k]!.reduce((sum, n) => sum + n, 0);
      expect(metrics.precision(labels, scores, { positive: k })).toBeCloseTo(
        column ? counts[k]![k]! / column : 0,
        12,
      );
      expect(metrics.recall(labels, scores, { positive: k })).toBeCloseTo(counts[k]![k]! / row, 12);
    }
  });
  it("are 0 when nothing was predicted or there is nothing to find", () => {
    expect(metrics.precision(tensor([1, 1]), tensor([0, 0]))).toBe(0);
    expect(metrics.recall(tensor([0, 0]), tensor([1, 0]))).toBe(0);
  });
});

describe("over batches", () => {
  it.each(["accuracy", "precision", "recall"] as const)("%s is that of all examples together", (name) => {
    const metric = metrics.metricFrom(name);
    const whole = metrics[name](bits, unit);
    const ys = reference.bits as number[][];
    const ps = reference.unit as number[][];
    for (const [start, end] of [
      [0, 7],
      [7, 8],
      [8, 20],
    ] as const) {
      metric.update(tensor(ys.slice(start, end)), tensor(ps.slice(start, end)));
    }
    expect(metric.result()).toBeCloseTo(whole, 12);
    metric.reset();
    metric.update(bits, unit);
    expect(metric.result()).toBeCloseTo(whole, 12);
  });
  it("takes a function and names it", () => {
    const metric = metrics.metricFrom(function half() {
      return 0.5;
    });
    metric.update(bits, unit);
    expect([metric.name, metric.result()]).toEqual(["half", 0.5]);
  });
});

describe("messages", () => {
  const p = tensor([
    [0.2, 0.8],
    [0.6, 0.4],
  ]);
  it.each([
    [
      () => metrics.accuracy(tensor([0, 1, 1]), p),
      ShapeError,
      "accuracy: expected class numbers [N], or yTrue of the predictions' shape, got yTrue [3] and yPred [2, 2]; try labels of shape [2]",
    ],
    [
      () => metrics.accuracy(tensor([0, 5]), p),
      DataError,
      "accuracy: expected labels that are whole numbers from 0 to 1, got 5 at position 1; try counting classes from 0, or a last layer of 6 units",
    ],
    [
      () => metrics.topK(tensor([0, 1]), p, { k: 3 }),
      OptionError,
      "topK: expected k from 1 to 2, the number of classes, got 3; try k: 1",
    ],
    [
      () => metrics.topK(tensor([0, 1]), tensor([0.1, 0.9])),
      OptionError,
      "topK: expected scores of several classes, got one number per example; try",
    ],
    [
      () => metrics.precision(labels, scores),
      OptionError,
      "precision: expected the class that counts as positive, got 4 classes and none chosen; try { positive: 0 }",
    ],
    [
      () => metrics.recall(labels, scores, { positive: 9 }),
      OptionError,
      "recall: expected positive to be a class from 0 to 3, got 9; try",
    ],
    [
      () => metrics.confusionMatrix(labels, scores, { classes: 2 }),
      DataError,
      "confusionMatrix: expected at least 4 classes, the predictions' last axis, got 2; try classes: 4",
    ],
    [
      () => metrics.metricFrom("acc" as "accuracy"),
      OptionError,
      'expected a metric of accuracy, topK, precision, recall, got "acc"; try "accuracy"',
    ],
    [
      () => metrics.metricFrom(3 as never),
      OptionError,
      "expected a metric's name, a function (yTrue, yPred) => number or a Metric, got number; try",
    ],
    [
      () => metrics.accuracy([1] as never, p),
      OptionError,
      "accuracy: expected yTrue to be a tensor, got object; try tensor(…) around it",
    ],
  ] as const)("%#: %s", (run, kind, message) => {
    expect(run).toThrow(kind);
    expect(run).toThrow(message);
  });
});
