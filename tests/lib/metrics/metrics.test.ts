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

  const tied = unit.mul(10).round().div(10);
  const words = tensor(reference.words as number[][][]);
  const targets = tensor(reference.targets as number[][], { dtype: "int32" });
  it.each([
    ["auc", () => metrics.auc(bits, unit)],
    ["aucTied", () => metrics.auc(bits, tied)],
    ["f1Binary", () => metrics.fScore(bits, unit)],
    ["perplexity", () => metrics.perplexity(targets, words)],
    ["perplexity", () => metrics.perplexity(targets, words.log(), { fromLogits: true })],
  ])("%s", (name, run) => {
    expect(run()).toBeCloseTo(reference[name] as number, 5);
  });
  it("the area that Keras draws through 20,001 thresholds is nearly the exact one", () => {
    expect(metrics.auc(bits, unit)).toBeCloseTo(reference.aucKeras as number, 3);
  });
  it.each(["macro", "weighted", "micro"] as const)("fScore %s", (average) => {
    expect(metrics.fScore(labels, scores, { average })).toBeCloseTo(reference.f1[average] as number, 5);
    expect(metrics.fScore(labels, scores, { average, beta: 2 })).toBeCloseTo(
      reference.f2[average] as number,
      5,
    );
  });
  it.each([
    ["auc", () => metrics.aucMetric(), [bits, unit] as const],
    ["fScore", () => metrics.fScoreMetric(), [labels, scores] as const],
    ["perplexity", () => metrics.perplexityMetric(), [targets, words] as const],
  ])("%s over batches is that of all of them, and starts anew after reset", (name, make, [y, p]) => {
    const [truth, predicted] = [y, p] as unknown as [typeof bits, typeof unit];
    const parts = make();
    parts.update(truth.slice([[0, 2]]) as never, predicted.slice([[0, 2]]) as never);
    parts.reset();
    const cut = truth.shape[0]! - 1;
    parts.update(truth.slice([[0, cut]]) as never, predicted.slice([[0, cut]]) as never);
    parts.update(truth.slice([[cut]]) as never, predicted.slice([[cut]]) as never);
    const whole = make();
    whole.update(truth as never, predicted as never);
    expect(parts.result()).toBeCloseTo(whole.result(), 12);
    expect(parts.name).toBe(name);
  });
  it("perplexity leaves out a label that stands for padding, and is NaN of nothing", () => {
    const logits = tensor([
      [0, 0],
      [9, 0],
    ]);
    expect(
      metrics.perplexity(tensor([1, 0], { dtype: "int32" }), logits, { fromLogits: true, ignore: 0 }),
    ).toBeCloseTo(2, 12);
    expect(metrics.perplexityMetric().result()).toBeNaN();
  });
  it.each([
    [
      () => metrics.auc(bits, scores),
      "auc: expected one score for each label, got yTrue [20, 1] and yPred [30, 4]; try the scores of one class, yPred.slice([null, 1])",
    ],
    [
      () => metrics.auc(tensor([0, 2]), tensor([1, 2])),
      "auc: expected labels 0 and 1, got 2 at position 1; try yTrue.equal(1) for one class against the others",
    ],
    [
      () => metrics.auc(tensor([0, 1]), tensor([1, Number.NaN])),
      "auc: expected scores, got NaN at position 1; try looking for it in the model",
    ],
    [() => metrics.fScoreMetric({ beta: 0 }), "fScore: expected beta above 0, got 0; try beta: 1"],
    [
      () => metrics.fScoreMetric({ average: "samples" as never }),
      'fScore: expected average "macro", "weighted", "micro" or a class, got "samples"; try "macro"',
    ],
    [
      () => metrics.perplexity(labels, words),
      "perplexity: expected yTrue [3, 4] for yPred [3, 4, 5], got [30]; try word numbers, without an axis of words",
    ],
  ])("%#", (call, message) => {
    expect(call).toThrow(message);
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

describe("whole numbers are classes", () => {
  const whole = (values: number[], dtype: "int32" | "float32") => tensor(values, { dtype });
  describe.each(["int32", "float32"] as const)("%s", (dtype) => {
    it("accuracy compares them as they are", () => {
      expect(metrics.accuracy(whole([0, 1, 2], dtype), whole([0, 2, 1], dtype))).toBeCloseTo(1 / 3, 12);
      expect(metrics.accuracy(whole([0, 1, 1], dtype), whole([0, 1, 0], dtype))).toBeCloseTo(2 / 3, 12);
      expect(metrics.accuracy(whole([-1, 1], dtype), whole([-1, -1], dtype))).toBe(0.5);
    });
    it("the confusion matrix has a row for each", () => {
      const counts = [
        [1, 0, 0],
        [0, 1, 0],
        [0, 1, 0],
      ];
      const [truth, predicted] = [whole([0, 1, 2], dtype), whole([0, 1, 1], dtype)];
      expect(metrics.confusionMatrix(truth, predicted).toArray()).toEqual(counts);
      expect(metrics.confusionMatrix(truth, predicted, { classes: 3 }).toArray()).toEqual(counts);
      expect(metrics.confusionMatrix(predicted, truth, { classes: 4 }).shape).toEqual([4, 4]);
    });
    it("precision and recall look for one of them", () => {
      const [truth, predicted] = [whole([0, 1, 2, 2], dtype), whole([0, 2, 2, 1], dtype)];
      expect(metrics.precision(truth, predicted, { positive: 2 })).toBe(0.5);
      expect(metrics.recall(truth, predicted, { positive: 1 })).toBe(0);
      expect(metrics.recall(truth, predicted, { positive: 7 })).toBe(0);
    });
  });
  it("is the idiom of PyTorch and scikit-learn", () => {
    expect(metrics.accuracy(labels, scores.argmax(1))).toBe(metrics.accuracy(labels, scores));
    expect(metrics.accuracy(labels, scores.argmax(-1, { keepDims: true }))).toBe(
      metrics.accuracy(labels, scores),
    );
    expect(metrics.confusionMatrix(labels, scores.argmax(1)).toArray()).toEqual(reference.confusion);
  });
  it("also in rows", () => {
    const truth = tensor(
      [
        [0, 3],
        [2, 1],
      ],
      { dtype: "int32" },
    );
    expect(
      metrics.accuracy(
        truth,
        tensor(
          [
            [0, 3],
            [1, 1],
          ],
          { dtype: "int32" },
        ),
      ),
    ).toBe(0.75);
    expect(metrics.accuracy(tensor([[true, false]]), tensor([[true, true]]))).toBe(0.5);
  });
});

describe("predictions of NaN", () => {
  const scores = tensor([
    [Number.NaN, 1, 2],
    [0, 3, 1],
  ]);
  it("are never right", () => {
    expect(metrics.accuracy(tensor([0, 1]), scores)).toBe(0.5);
    expect(metrics.accuracy(tensor([2, 1]), scores)).toBe(0.5);
    expect(metrics.topK(tensor([0, 1]), scores, { k: 2 })).toBe(0.5);
    expect(metrics.accuracy(tensor([0, 1]), tensor([Number.NaN, 0.7]))).toBe(0.5);
    expect(metrics.fScore(tensor([0, 1]), tensor([Number.NaN, 0.7]), { average: "micro" })).toBe(2 / 3);
    expect(metrics.recall(tensor([1, 1]), tensor([Number.NaN, 0.7]))).toBe(0.5);
  });
  it("have no place in a confusion matrix", () => {
    expect(() => metrics.confusionMatrix(tensor([0, 1]), scores)).toThrow(
      new DataError(
        "confusionMatrix: expected predictions that are numbers, got NaN for example 0; try a smaller learning rate, or looking for NaN in the data",
      ),
    );
  });
});

describe("logits that happen to be whole numbers", () => {
  it("are no classes", () => {
    expect(() => metrics.accuracy(tensor([0, 1]), tensor([-3, 2]))).toThrow(
      new DataError(
        "accuracy: expected class numbers or probabilities from 0 to 1, got -3 at position 0; try { threshold: 0 } for logits, as in (y, p) => metrics.accuracy(y, p, { threshold: 0 })",
      ),
    );
    expect(metrics.accuracy(tensor([0, 1]), tensor([-3, 2]), { threshold: 0 })).toBe(1);
    expect(metrics.accuracy(tensor([-1, 1]), tensor([-1, -1]))).toBe(0.5);
  });
});

describe("rows with several labels", () => {
  const truth = tensor([
    [1, 1, 0],
    [0, 1, 0],
  ]);
  const shares = tensor([
    [0.9, 0.2, 0.1],
    [0.4, 0.6, 0.7],
  ]);
  it("are compared value by value", () => {
    expect(metrics.accuracy(truth, shares)).toBeCloseTo(4 / 6, 12);
    expect(metrics.precision(truth, shares)).toBeCloseTo(2 / 3, 12);
    expect(metrics.recall(truth, shares)).toBeCloseTo(2 / 3, 12);
    expect(metrics.confusionMatrix(truth, shares).toArray()).toEqual([
      [2, 1],
      [1, 2],
    ]);
    expect(metrics.accuracy(truth, shares.greater(0.5))).toBeCloseTo(4 / 6, 12);
  });
  it("so are one-hot rows with a threshold", () => {
    expect(metrics.accuracy(truth.slice([[1, 2]]), shares.slice([[1, 2]]))).toBe(0);
    expect(metrics.accuracy(truth.slice([[1, 2]]), shares.slice([[1, 2]]), { threshold: 0.5 })).toBeCloseTo(
      2 / 3,
      12,
    );
  });
  it("batches of which look one-hot change nothing: those before count value by value too", () => {
    const metric = metrics.metricFrom("accuracy");
    metric.update(truth.slice([[1, 2]]), shares.slice([[1, 2]]));
    expect(metric.result()).toBe(0);
    metric.update(truth.slice([[0, 1]]), shares.slice([[0, 1]]));
    expect(metric.result()).toBeCloseTo(4 / 6, 6);
    metric.reset();
    expect(metric.result()).toBeNaN();
  });
  it("soft labels are no such rows", () => {
    expect(metrics.accuracy(tensor([[0.9, 0.05, 0.05]]), tensor([[0.5, 0.3, 0.2]]))).toBe(1);
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
      'topK: expected scores of several classes [N, classes] and one class per example, got single numbers or several labels; try "accuracy"',
    ],
    [
      () => metrics.topK(tensor([[1, 1, 0]]), tensor([[0.5, 0.2, 0.3]])),
      OptionError,
      "topK: expected scores of several classes [N, classes] and one class per example",
    ],
    [
      () => metrics.accuracy(tensor([1, 0]), tensor([2.5, -1.5])),
      DataError,
      "accuracy: expected class numbers or probabilities from 0 to 1, got 2.5 at position 0; try { threshold: 0 } for logits, as in (y, p) => metrics.accuracy(y, p, { threshold: 0 })",
    ],
    [
      () => metrics.accuracy(tensor([0, 2]), tensor([0.5, 0.9])),
      DataError,
      "accuracy: expected labels 0 and 1 beside one probability each, got 2 at position 1; try scores of every class [N, classes], or class numbers such as scores.argmax(-1)",
    ],
    [
      () => metrics.accuracy(tensor([0, 0.5]), tensor([0, 1])),
      DataError,
      "accuracy: expected labels that are whole numbers beside predicted class numbers, got 0.5 at position 1; try labels from 0 to classes - 1",
    ],
    [
      () => metrics.accuracy(labels, scores, { threshold: 0.5 }),
      OptionError,
      "accuracy: expected no threshold with scores of 4 classes, the largest of which counts, got 0.5; try leaving it out",
    ],
    [
      () => metrics.confusionMatrix(tensor([0, 3]), tensor([0, 1]), { classes: 2 }),
      DataError,
      "confusionMatrix: expected at least 4 classes, as class 3 occurs, got 2; try classes: 4",
    ],
    [
      () => metrics.confusionMatrix(tensor([-1, 1]), tensor([0, 1])),
      DataError,
      "confusionMatrix: expected labels that are whole numbers from 0 to 1, got -1 at position 0; try counting classes from 0",
    ],
    [
      () => {
        const metric = metrics.precisionMetric();
        metric.update(tensor([[1, 0]]), tensor([[0.5, 0.3]]));
        metric.update(tensor([[1, 1]]), tensor([[0.5, 0.3]]));
      },
      DataError,
      "precision: expected batches of one kind, got one-hot rows in some and rows with several labels in others; try metrics.precisionMetric({ threshold: 0.5 })",
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
      'expected a metric of accuracy, topK, precision, recall, auc, fScore, perplexity, got "acc"; try "accuracy"',
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
