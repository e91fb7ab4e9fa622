import { random } from "gradbook";

const rows = Array.from({ length: 200 }, (_, i) => i);

/** Variables of a lesson that its worked answers read. */
export const context: Readonly<Record<string, unknown>> = {
  // 4.3, exercise 4
  trainingRows: random.generator(1).shuffle(rows).slice(0, 100),
  validationRows: random.generator(2).shuffle(rows).slice(100, 200),
};

interface Tries {
  readonly right?: readonly string[];
  readonly wrong?: readonly string[];
}

/** Answers by lesson and cell beside the worked one and those that are made from it. */
export const moreAnswers: Readonly<Record<string, Tries>> = {
  "week-1/xor-by-hand exercise-2": {
    right: ["[-(5 + 5), -5]"],
    wrong: ["[-9, -6]", "[-9.99, -5.01]", "[-10, -5, 0]", "[-7, -7]"],
  },
  "week-1/xor-by-hand exercise-3": {
    right: ["{ w: [20, 18], b: -9 }", "{ w: [11, 11], b: -5.5 }"],
    wrong: [
      "{ w: [-11, -11], b: 6 }",
      "{ w: [11, 11], b: 6 }",
      "{ w: [2, 2], b: -1 }",
      "{ w: [0, 0], b: 0 }",
    ],
  },
  "week-1/xor-by-hand exercise-4": {
    right: ["0.72", "1", "9.68", "12 / 4"],
    wrong: ["6", "-6", "0.7", "9.7"],
  },
  "week-1/training-xor exercise-1": { right: ["-Math.log(0.5)", "0.69", "0.693"], wrong: ["0.5", "2.77"] },
  "week-1/training-xor exercise-2": { wrong: ["[0.2, 0.4]", "[0, 0.5]", "[0, 2]"] },
  "week-1/training-xor exercise-3": {
    right: [
      "(a, t) => a.reduce((s, y, i) => s - Math.log(t[i] === 1 ? y : 1 - y), 0) / a.length",
      "(a, t) => { let s = 0; for (let i = 0; i < a.length; i++) s += Math.log(t[i] ? a[i] : 1 - a[i]); return -s / a.length; }",
    ],
    wrong: ["() => 0.164252", "(a, t) => a.reduce((s, y, i) => s + (y - t[i]) ** 2, 0) / a.length"],
  },
  "week-2/chain-rule exercise-3": {
    right: ["(z, a) => (a * Math.exp(-z)) / (1 + Math.exp(-z)) ** 2", "(z, a) => a / (2 + 2 * Math.cosh(z))"],
  },
  "week-2/chain-rule exercise-4": {
    right: ["(w, x) => 2 * w + x", "(w, x) => w + w + x"],
    wrong: ["() => 11"],
  },
  "week-2/backpropagation exercise-3": { wrong: ["(X, D) => D", "(X, D) => X.transpose()"] },
  "week-2/activations exercise-3": { right: ["(t) => (1 - t) * (1 + t)"] },
  "week-2/activations exercise-4": { right: ["(z, a) => a * Number(z > 0)"] },
  "week-2/vanishing-gradients exercise-1": { right: ["1 / 1024", "0.000977"], wrong: ["0.001", "0.0009"] },
  "week-2/vanishing-gradients exercise-3": {
    right: ["(factor, limit) => Math.floor(Math.log(limit) / Math.log(factor)) + 1"],
    wrong: [
      "(factor, limit) => Math.ceil(Math.log(limit) / Math.log(factor))",
      "(factor, limit) => Math.round(Math.log(limit) / Math.log(factor))",
    ],
  },
  "week-3/histograms exercise-2": { right: ["Math.sqrt(100 * 0.005 ** 2) / 4"], wrong: ["0.013", "0.01"] },
  "week-3/histograms exercise-3": {
    right: ["(o) => o[0].map((_, j) => o.every((r) => !r[j])).filter(Boolean).length"],
    wrong: ["(o) => o.length", "(o) => o.flat().filter((v) => v === 0).length"],
  },
  "week-3/histograms exercise-4": { right: ["0.1 ** 2", "1 / 100"], wrong: ["0.1", "0.0001"] },
  "week-3/xavier-and-he exercise-2": { right: ["2 / ((1 + 0.5 ** 2) * 100)"], wrong: ["0.02", "0.01"] },
  "week-3/pretraining exercise-1": { right: ["1 / (1 + Math.exp(-2))"], wrong: ["0.9", "0.88 - 0.01"] },
  "week-3/mnist-initialization exercise-2": { right: ["1 / Math.sqrt(78.4)"], wrong: ["0.11", "0.1"] },
  "week-3/mnist-initialization exercise-4": { right: ["Math.sqrt(3)", "3 ** 0.5"], wrong: ["1.7", "2"] },
  "week-4/mini-batches exercise-4": { right: ["1 / 240", "0.00417"], wrong: ["0.004", "0.1 / 240"] },
  "week-4/optimizers exercise-3": { right: ["(w, V, g) => [w - 0.09 * V - 0.01 * g, 0.9 * V + 0.1 * g]"] },
  "week-4/optimizers exercise-4": { wrong: ["(m, v) => m / 0.1 / Math.sqrt(v / 0.001)", "() => 1"] },
  "week-4/overfitting exercise-3": { wrong: ["(losses) => losses.length - 1", "() => 3"] },
  "week-4/overfitting exercise-1": {
    wrong: [
      '["over", "good", "under"]',
      '["under", "over", "good"]',
      '["over", "under"]',
      '["good", "good", "good"]',
    ],
  },
  "week-4/dropout-and-ensembles exercise-4": { right: ["0.6", "3 / 5"], wrong: ["0.6031", "0.4", "1 / 0.6"] },
  "week-5/batch-norm-forward exercise-4": { right: ["-Math.sqrt(1.5)"], wrong: ["-1.2", "-1"] },
  "week-5/what-it-buys exercise-3": {
    right: ["(r, a) => r.filter((_, i) => Math.min(...a[i]) >= 0.95)"],
    wrong: ["(r) => r", "() => []", "() => [0.1, 3, 0.3]"],
  },
  "week-6/data-pipeline exercise-3": {
    right: [
      "(rows) => rows.shuffle(40).batch(16, { dropRemainder: true }).repeat(2)",
      "(rows) => rows.shuffle(1000, { seed: 3 }).batch(16, { dropRemainder: true }).repeat(2)",
      "(rows) => rows.cache().shuffle(40, { seed: 1 }).batch(16, { dropRemainder: true }).repeat(2)",
    ],
    // Every buffer from 17 on once looked like one that holds all 40.
    wrong: [1, 8, 16, 17, 20, 24, 28, 32, 35, 36, 37, 38, 39].map(
      (b) => `(rows) => rows.shuffle(${b}, { seed: 1 }).batch(16, { dropRemainder: true }).repeat(2)`,
    ),
  },
  "week-6/data-pipeline exercise-4": {
    right: ['["cache", "shuffle", "repeat", "batch"]'],
    wrong: [
      '["shuffle", "cache", "batch", "repeat"]',
      '["cache", "batch", "shuffle", "repeat"]',
      '["cache", "repeat", "shuffle", "batch"]',
      '["repeat", "cache", "shuffle", "batch"]',
      '["batch", "cache", "shuffle", "repeat"]',
      '["cache", "shuffle", "batch"]',
    ],
  },
  "week-6/fashion-mnist exercise-2": {
    right: ["Math.exp(-0.4338)", "0.648"],
    wrong: ["0.7", "0.6", "0.5662"],
  },
  "week-6/fashion-mnist exercise-3": {
    right: [
      "(rows, labels) => rows.filter((r, i) => [...r.keys()].sort((a, b) => r[b] - r[a]).slice(0, 2).includes(labels[i])).length / rows.length",
    ],
    wrong: [
      "(rows, labels) => rows.filter((r, i) => [...r.keys()].sort((a, b) => r[a] - r[b]).slice(0, 2).includes(labels[i])).length / rows.length",
      "() => 0.5",
    ],
  },
  "week-6/convolution exercise-3": {
    wrong: [
      // u and v exchanged; rows for columns; the kernel turned.
      "(x, w) => x.slice(0, x.length - w.length + 1).map((_, i) => x[0].slice(0, x[0].length - w[0].length + 1).map((_, j) => w.flatMap((r, u) => r.map((k, v) => k * x[i + v][j + u])).reduce((a, b) => a + b)))",
      "(x, w) => { const n = x.length - w.length + 1; return Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => w.flatMap((r, u) => r.map((k, v) => k * x[i + u][j + v])).reduce((a, b) => a + b, 0))); }",
      "(x) => x",
    ],
  },
};

/** Answers made from a worked one that are right as well, by lesson and cell, with the reason. */
export const alike: Readonly<Record<string, readonly RegExp[]>> = {
  // Any bias between 0.72 and 9.68 will do.
  "week-1/xor-by-hand exercise-4": [/^(2\.5|5\.5|4\.5|4)$/],
  // y(1 - y) is the same for z and -z.
  "week-2/chain-rule exercise-3": [/Math\.exp\(z\)/],
  "week-2/vanishing-gradients exercise-4": [/Math\.exp\(z\)/],
  // With a patience of 1 or more nothing can happen at the first look; equal losses are left open.
  "week-4/overfitting exercise-3": [/best = \(1\)/, /i = \((1|-1)\)/, /losses\[i\] <= losses\[best\]/],
  // Another seed, or a buffer with room to spare.
  "week-6/data-pipeline exercise-3": [/shuffle\(\(41\)/, /seed: \([02]\)/],
};
