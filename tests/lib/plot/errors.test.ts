import { DTypeError, nn, OptionError, plot, ShapeError, tensor } from "gradbook";
import { describe, expect, test } from "vitest";

const square = [
  [1, 2],
  [3, 4],
];
const images2 = new Array(65).fill([0, 0, 0, 0]);

/** Every message of plot: what is called, what it throws, in which class. */
const cases: readonly (readonly [string, () => unknown, new () => Error])[] = [
  [
    "plot.attention: expected weights [heads, queries, keys] of one example, got shape [2, 1, 3, 3]; try .at(0)",
    () => plot.attention({ data: new Array(18).fill(0), shape: [2, 1, 3, 3] }),
    ShapeError,
  ],
  [
    "plot.attention: expected 1 to 16 heads, got 17; try .slice([[0, 4]]) for some of them",
    () => plot.attention({ data: new Array(17).fill(1), shape: [17, 1, 1] }),
    OptionError,
  ],
  [
    "plot.attention: expected 1 to 64 steps, got 65 by 1; try .slice([null, [0, 32], [0, 32]]) for some of them",
    () => plot.attention({ data: new Array(65).fill(1), shape: [1, 65, 1] }),
    OptionError,
  ],
  [
    "plot.attention: expected 2 tokens, got 1; try one for each",
    () => plot.attention(square, { tokens: ["a"] }),
    OptionError,
  ],
  [
    "plot.embedding: expected two vectors or more, of two numbers or more, got shape [1, 3]; try layer.embeddings",
    () => plot.embedding([[1, 2, 3]]),
    OptionError,
  ],
  [
    "plot.embedding: expected 2 names, got 3; try one for each vector",
    () => plot.embedding(square, { names: ["a", "b", "c"] }),
    OptionError,
  ],
  [
    "plot.model: expected a model or layer, got string; try nn.sequential([…])",
    () => plot.model("dense" as never),
    OptionError,
  ],
  [
    "plot.model: expected a model that has seen an input, got Sequential without weights; try { inputShape: [784] }",
    () => plot.model(nn.sequential([nn.dense(2)])),
    OptionError,
  ],
  [
    "plot.model: expected at most 60 parts, got 61; try a part of the model, or expand: false",
    () => plot.model(nn.sequential(Array.from({ length: 61 }, () => nn.relu())), { inputShape: [2] }),
    OptionError,
  ],
  [
    "plot.heatmap: expected a matrix [rows, columns], got shape [4]; try .reshape([rows, columns])",
    () => plot.heatmap(tensor([1, 2, 3, 4])),
    ShapeError,
  ],
  [
    "plot.heatmap: expected a matrix [rows, columns], got shape [4]; try [[…], […]], one array for each row",
    () => plot.heatmap([1, 2, 3, 4] as never),
    ShapeError,
  ],
  [
    "plot.heatmap: expected rows of 2 numbers, got 1 in row 1; try rows of equal length",
    () => plot.heatmap([[1, 2], [3]]),
    ShapeError,
  ],
  [
    "plot.heatmap: expected a matrix with cells, got shape [0, 0]; try one with values",
    () => plot.heatmap([]),
    OptionError,
  ],
  [
    "plot.heatmap: expected 2 row names, got 1; try one name for each row",
    () => plot.heatmap(square, { rowNames: ["a"] }),
    OptionError,
  ],
  [
    "plot.heatmap: expected 2 column names, got 3; try one name for each column",
    () => plot.heatmap(square, { columnNames: ["a", "b", "c"] }),
    OptionError,
  ],
  [
    "plot.bars: expected a between the ends of its range, got 3 and [1, 2]; try { ranges: { name: [least, greatest] } } around each mean",
    () => plot.bars({ a: 3 }, { ranges: { a: [1, 2] } }),
    OptionError,
  ],
  [
    'plot.line: expected numbers, got "b" at index 1; try Number(value), or drop it',
    () => plot.line([1, "b"] as never),
    DTypeError,
  ],
  [
    "plot.line: expected a list [N], got shape [2, 2]; try .flatten(), or pass one row",
    () => plot.line(tensor(square)),
    ShapeError,
  ],
  [
    "plot.line: expected as many x as y, got 2 and 3; try { x: list of 3 numbers }",
    () => plot.line([1, 2, 3], { x: [1, 2] }),
    ShapeError,
  ],
  [
    "plot.line: expected one curve or more, got none; try plot.line([1, 2, 3])",
    () => plot.line({}),
    OptionError,
  ],
  [
    "plot.line: expected a range [low, high] with low < high, got [1, 1]; try [0, 1]",
    () => plot.line(Math.sin, { domain: [1, 1] }),
    OptionError,
  ],
  [
    "plot.scatter: expected points [N, 2], got shape [1, 3]; try two columns of them",
    () => plot.scatter([[1, 2, 3]]),
    ShapeError,
  ],
  [
    "plot.scatter: expected 2 labels, one for each point, got 1; try labels in the points' order",
    () => plot.scatter(square, { labels: [1] }),
    ShapeError,
  ],
  [
    "plot.scatter: expected labels 0, 1, 2, …, got -1; try the index of each point's class",
    () => plot.scatter(square, { labels: [-1, 1] }),
    OptionError,
  ],
  [
    "plot.plane: expected a line with two weights, got 1; try { w: [1, 1], b: -1.5 }",
    () => plot.plane([], { lines: [{ w: [1], b: 0 }] }),
    OptionError,
  ],
  [
    "plot.plane: expected a line w·x + b = 0 with w ≠ [0, 0], got w = [0, 0], b = 1; try w = [1, 1]",
    () => plot.plane([], { lines: [{ w: [0, 0], b: 1 }] }),
    OptionError,
  ],
  [
    "plot.decisionBoundary: expected one number for each point, got 2 values; try .item() on the output",
    () => plot.decisionBoundary(() => [1, 2]),
    ShapeError,
  ],
  [
    "plot.decisionBoundary: expected 25 outputs, one for each row, got shape [2]; try a model with one output",
    () => plot.decisionBoundary(() => tensor([1, 2]), { batch: true, resolution: 5 }),
    ShapeError,
  ],
  [
    "plot.decisionBoundary: expected finite outputs, got none; try the model on one point and look for NaN",
    () => plot.decisionBoundary(() => Number.NaN),
    OptionError,
  ],
  [
    "plot.decisionBoundary: expected a whole number from 5 to 201, got 2; try 30",
    () => plot.decisionBoundary(() => 0, { resolution: 2 }),
    OptionError,
  ],
  [
    "plot.decisionBoundary: expected 2 names for the slider, got 1; try one name for each value",
    () => plot.decisionBoundary(() => 0, { slider: { values: [1, 2], names: [1] } }),
    OptionError,
  ],
  [
    "plot.decisionBoundary: expected numbers or names for the slider over epoch, got object; try slider: { values, names: [0, 10, 20] }",
    () => plot.decisionBoundary(() => 0, { slider: { values: [{}] } }),
    OptionError,
  ],
  [
    "plot.slider: expected one value or more, got none; try [0, 1, 2]",
    () => plot.slider([], () => plot.line([1])),
    OptionError,
  ],
  [
    "plot.slider: expected 1 traces in each picture, got 2 at frame 2; try drawing the same curves for every value",
    () =>
      plot.slider([1, 2], (n) =>
        plot.line(Object.fromEntries(Array.from({ length: n }, (_, k) => [`${k}`, [1]]))),
      ),
    OptionError,
  ],
  [
    "plot.histogram: expected one finite value or more, got none; try [1, 2, 2, 3]",
    () => plot.histogram([]),
    OptionError,
  ],
  [
    "plot.histogram: expected one finite value or more, got NaN or infinity only; try [1, 2, 2, 3]",
    () => plot.histogram([Number.NaN]),
    OptionError,
  ],
  [
    "plot.histogram: expected a whole number from 1 to 500, got 0; try 30",
    () => plot.histogram([1], { bins: 0 }),
    OptionError,
  ],
  [
    'plot.histogramGrid: expected one histogram or more, got none; try { Xavier: { "layer 1": values } }',
    () => plot.histogramGrid({}),
    OptionError,
  ],
  [
    "plot.histogramGrid: expected full above 0 and at most 1, got 0; try { full: 0.1 }",
    () => plot.histogramGrid({ row: { layer: [1, 2] } }, { full: 0 }),
    OptionError,
  ],
  [
    "plot.bars: expected one bar or more, got none; try plot.bars({ sigmoid: 0.11, ReLU: 0.96 })",
    () => plot.bars({}),
    OptionError,
  ],
  [
    'plot.bars: expected positive values on a log scale, got 0 for a; try { yScale: "linear" }',
    () => plot.bars({ a: 0 }, { yScale: "log" }),
    OptionError,
  ],
  [
    'plot.history: expected metrics among loss, got mae; try metrics: ["loss"]',
    () => plot.history({ loss: [1] }, { metrics: ["mae"] }),
    OptionError,
  ],
  [
    "plot.history: expected one metric or more, got none; try { loss: [0.9, 0.5, 0.3] }",
    () => plot.history({}),
    OptionError,
  ],
  [
    "plot.images: expected pictures [N, height, width], got shape [1, 3]; try .reshape([N, height, width]), or { size: [height, width] } for flat ones",
    () => plot.images([[1, 2, 3]]),
    ShapeError,
  ],
  [
    "plot.images: expected from 1 to 64 pictures, got 65; try the first 25",
    () => plot.images(images2),
    OptionError,
  ],
  [
    "plot.images: expected 2 pictures of 2 × 2, got 7 values; try pictures of one size",
    () =>
      plot.images([
        [1, 2, 3, 4],
        [1, 2, 3],
      ]),
    ShapeError,
  ],
  [
    "plot.images: expected 1 labels, got 2; try one label for each picture",
    () => plot.images([[1, 2, 3, 4]], { labels: ["a", "b"] }),
    OptionError,
  ],
  [
    "plot.kernels: expected weights [height, width, in, out] or [in, out], got shape [3]; try layer.kernel",
    () => plot.kernels(tensor([1, 2, 3])),
    ShapeError,
  ],
  [
    "plot.kernels: expected a dense layer's weights [height · width, units], got shape [3, 1]; try { size: [height, width] }",
    () => plot.kernels(tensor([[1], [2], [3]])),
    ShapeError,
  ],
  [
    "plot.kernels: expected finite weights, got none; try looking for NaN in the layer",
    () => plot.kernels({ data: [Number.NaN], shape: [1, 1] }),
    OptionError,
  ],
  [
    "plot.confusionMatrix: expected counts [classes, classes], got shape [1, 2]; try { labels, predictions }",
    () => plot.confusionMatrix([[1, 2]]),
    ShapeError,
  ],
  [
    "plot.confusionMatrix: expected counts of 0 or more, got -1; try { labels, predictions }",
    () => plot.confusionMatrix([[-1]]),
    OptionError,
  ],
  [
    "plot.lossSurface: expected a loss that is finite somewhere, got none; try another xRange and yRange",
    () => plot.lossSurface(() => Number.NaN),
    OptionError,
  ],
  [
    'plot.activationFunction: expected linear, sigmoid, tanh, relu, leakyRelu, elu, softplus or { name, f }, got "swish"; try "relu"',
    () => plot.activationFunction("swish" as never),
    OptionError,
  ],
  [
    'plot.activationFunction: expected one function or more, got none; try "relu"',
    () => plot.activationFunction([]),
    OptionError,
  ],
  [
    "plot.computationGraph: expected a value computed with gradients, got one without a graph; try tensor(…, { requiresGrad: true })",
    () => plot.computationGraph(tensor(1)),
    OptionError,
  ],
  [
    "plot.computationGraph: expected a value computed with gradients, got one whose graph backward() let go of; try backward({ retainGraph: true })",
    () => {
      const x = tensor(new Array<number>(2000).fill(1), { requiresGrad: true });
      const y = x.mul(2).sum();
      y.backward();
      plot.computationGraph(y);
    },
    OptionError,
  ],
  [
    "plot.computationGraph: expected at most 60 nodes, got more; try a smaller network or a part of it",
    () => {
      let y = tensor(1, { requiresGrad: true }).mul(2);
      for (let step = 0; step < 60; step++) y = y.add(1);
      plot.computationGraph(y);
    },
    OptionError,
  ],
];

describe("plot says what is wrong and what to try", () => {
  test.each(cases)("%s", (message, call, kind) => {
    expect(call).toThrow(kind);
    expect(call).toThrow(message);
  });
});
