import { nn, plot, tensor } from "gradbook";

/** Normal numbers of a small generator of its own, so that the stored charts change only when plot does. */
export function normals(count: number, seed: number): number[] {
  let state = seed;
  const uniform = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
  return Array.from({ length: count }, () => {
    return Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
  });
}

const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z));
const xor = {
  points: tensor([
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
  ]),
  labels: [0, 1, 1, 0],
};
const decay = (from: number, to: number, rate: number, count = 20): number[] =>
  Array.from({ length: count }, (_, epoch) => to + (from - to) * Math.exp(-rate * epoch));

/** The XOR network with hand-set weights, its weights scaled. */
function xorOutput([a, b]: readonly [number, number], scale = 1): number {
  const k1 = sigmoid(scale * (5 * a + 5 * b - 8));
  const k2 = sigmoid(scale * (-7 * a - 7 * b + 3));
  return sigmoid(scale * (-11 * k1 - 11 * k2 + 6));
}

/** Activations of a chain of layers, [inputs, units] each, for one weight scale. */
function layerActivations(deviation: number, squash: (z: number) => number): Record<string, number[][]> {
  const units = 20;
  const rows = 60;
  let values = Array.from({ length: rows }, (_, row) => normals(units, row + 1));
  const layers: Record<string, number[][]> = {};
  for (let layer = 1; layer <= 5; layer++) {
    const weights = normals(units * units, 1000 + layer).map((value) => value * deviation);
    values = values.map((row) =>
      row.map((_, unit) => squash(row.reduce((sum, x, k) => sum + x * (weights[k * units + unit] ?? 0), 0))),
    );
    layers[`layer ${layer}`] = values;
  }
  return layers;
}

/** Causal weights of some heads: each leans to a step further back than the one before. */
function attentionWeights(heads: number, steps: number): number[] {
  return Array.from({ length: heads * steps }, (_, row) => {
    const [head, query] = [Math.floor(row / steps), row % steps];
    const scores = Array.from({ length: steps }, (_key, key) =>
      key > query ? 0 : Math.exp(-((query - key - head) ** 2)),
    );
    const sum = scores.reduce((total, score) => total + score, 0);
    return scores.map((score) => score / sum);
  }).flat();
}

function descent(rate: number, momentum: number, steps: number): number[][] {
  let [x, y, vx, vy] = [-1.8, 1.2, 0, 0];
  return Array.from({ length: steps }, () => {
    const here = [x, y];
    vx = momentum * vx - rate * 2 * x;
    vy = momentum * vy - rate * 20 * y;
    x += vx;
    y += vy;
    return here;
  });
}

function digit(seed: number): number[] {
  const noise = normals(28 * 28, seed);
  return noise.map((value, pixel) => {
    const [row, column] = [Math.floor(pixel / 28), pixel % 28];
    const ring = Math.abs(Math.hypot(row - 14, (column - 14) * (1 + seed / 8)) - 8) < 2;
    return Math.max(0, Math.min(255, Math.round((ring ? 210 : 10) + 12 * value)));
  });
}

function chainRule() {
  const w = tensor(-2, { requiresGrad: true, name: "w" });
  const x = tensor(5, { requiresGrad: true, name: "x" });
  const b = tensor(3, { requiresGrad: true, name: "b" });
  const f = w.mul(x).add(b);
  f.backward();
  return f;
}

function sigmoidGates() {
  const leaf = (value: number, name: string) => tensor(value, { requiresGrad: true, name });
  const [w0, x0, w1, x1, w2] = [
    leaf(2, "w₀"),
    leaf(-1, "x₀"),
    leaf(-3, "w₁"),
    leaf(-2, "x₁"),
    leaf(-3, "w₂"),
  ];
  const f = tensor(1).div(w0.mul(x0).add(w1.mul(x1)).add(w2).neg().exp().add(1));
  f.backward();
  return f;
}

function twice() {
  const x = tensor(3, { requiresGrad: true, name: "x" });
  const p = x.mul(x).add(x.mul(4));
  p.backward();
  return p;
}

/** The loss of standardized values: more steps than a page is wide. */
function spread() {
  const x = tensor([1, 2, 6, 7], { requiresGrad: true, name: "x" });
  const gamma = tensor([1.5, 1, 0.5, 2], { requiresGrad: true, name: "γ" });
  const centered = x.sub(x.mean());
  const normalized = centered.div(centered.square().mean().add(1e-3).sqrt());
  const l = normalized.mul(gamma).sigmoid().log().sum();
  l.backward();
  return l;
}

const fashion = [
  "T-shirt",
  "trouser",
  "pullover",
  "dress",
  "coat",
  "sandal",
  "shirt",
  "sneaker",
  "bag",
  "ankle boot",
];

function fashionCounts(): number[][] {
  const noise = normals(100, 5).map(Math.abs);
  return fashion.map((_, row) =>
    fashion.map((_, column) => (row === column ? 870 : Math.round(12 * (noise[10 * row + column] ?? 0)))),
  );
}

/** Every kind of chart, as lessons draw it. */
export const gallery: Readonly<Record<string, () => plot.Figure>> = {
  line: () => plot.line([0.9, 0.5, 0.32, 0.21, 0.17], { title: "Loss", xLabel: "epoch", yLabel: "loss" }),
  "line-functions": () =>
    plot.line({ sigmoid, tanh: Math.tanh }, { title: "Two S-shaped functions", xLabel: "z", yLabel: "f(z)" }),
  "line-many": () =>
    plot.line(
      Object.fromEntries(
        [
          "N(0, 1), sigmoid",
          "N(0, 0.01²), sigmoid",
          "Xavier, tanh",
          "Xavier, sigmoid",
          "He, ReLU",
          "LeCun, tanh",
          "zeros",
        ].map((name, index) => [name, decay(2.3, 0.1 * index, 0.05 * (index + 1), 60)]),
      ),
      {
        title: "Training loss of seven networks that differ in nothing but their first weights",
        xLabel: "epoch",
        yLabel: "loss",
      },
    ),
  "line-log": () =>
    plot.line(
      {
        "1.5^L": Array.from({ length: 50 }, (_, l) => 1.5 ** (l + 1)),
        "0.5^L": Array.from({ length: 50 }, (_, l) => 0.5 ** (l + 1)),
      },
      { title: "A product of L equal factors", xLabel: "layers L", yLabel: "size", yScale: "log" },
    ),
  "line-log-short": () =>
    plot.line(
      { measured: [0.08, 0.12, 0.2, 0.31, 0.5], "σ / √m": [0.075, 0.125, 0.19, 0.33, 0.48] },
      {
        x: [1, 2, 4, 8, 16],
        title: "Less than two powers of ten",
        xLabel: "batch size",
        yLabel: "spread",
        xScale: "log",
        yScale: "log",
      },
    ),
  "line-slider-names": () =>
    plot.slider(
      fashion,
      (name) =>
        plot.line([name.length, 2, 3], { title: "Letters of a name", xLabel: "place", yLabel: "letters" }),
      { label: "class", title: "Letters of the name of each of the ten classes of pictures" },
    ),
  "line-slider": () =>
    plot.slider(
      [0.5, 1, 2, 4, 8],
      (a) =>
        plot.line((z) => sigmoid(a * z), { title: "A sigmoid's steepness", xLabel: "z", yLabel: "σ(a z)" }),
      {
        label: "a",
      },
    ),
  scatter: () => {
    const values = normals(160, 3);
    const points = Array.from({ length: 80 }, (_, index) => [
      (values[2 * index] ?? 0) + (index % 2 === 0 ? -1.5 : 1.5),
      values[2 * index + 1] ?? 0,
    ]);
    return plot.scatter(points, { labels: points.map((_, index) => index % 2), title: "Two blobs" });
  },
  "plane-and": () =>
    plot.plane(xor.points, {
      labels: [0, 0, 0, 1],
      classNames: ["AND = 0", "AND = 1"],
      lines: [{ w: [1, 1], b: -1.5 }],
      title: "AND: one line separates the classes",
    }),
  "plane-xor": () =>
    plot.plane(xor.points, {
      labels: xor.labels,
      pointNames: ["(0,0)", "(0,1)", "(1,0)", "(1,1)"],
      lines: [
        { w: [5, 5], b: -8, name: "k₁: 5x₁ + 5x₂ = 8" },
        { w: [-7, -7], b: 3, name: "k₂: 7x₁ + 7x₂ = 3" },
      ],
      title: "XOR: the two hidden units’ lines",
    }),
  "decision-boundary": () =>
    plot.decisionBoundary((point) => xorOutput(point), { ...xor, title: "XOR by hand-set weights" }),
  "decision-boundary-slider": () =>
    plot.decisionBoundary((point, scale) => xorOutput(point, scale), {
      ...xor,
      title: "The weights scaled",
      slider: { label: "scale", values: [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1] },
    }),
  "heatmap-values": () =>
    plot.heatmap(
      tensor([
        [5, -7],
        [5, -7],
      ]),
      {
        rowNames: ["x₁", "x₂"],
        columnNames: ["k₁", "k₂"],
        title: "W₁",
        xLabel: "hidden unit",
        yLabel: "input",
        valueLabel: "weight",
      },
    ),
  "heatmap-large": () =>
    plot.heatmap(
      Array.from({ length: 40 }, (_, row) =>
        Array.from({ length: 60 }, (_, column) => Math.sin(row / 6) * Math.cos(column / 9) + 1),
      ),
      { title: "A smooth matrix" },
    ),
  histogram: () => plot.histogram(normals(1000, 7), { title: "1000 draws from N(0, 1)", xLabel: "draw" }),
  "histogram-sets": () =>
    plot.histogram(
      { "N(0, 1)": normals(800, 8), "N(0, 0.5²)": normals(800, 9).map((value) => value / 2) },
      { title: "Two normal distributions" },
    ),
  "histogram-grid": () =>
    plot.histogramGrid(
      {
        "N(0, 1)": layerActivations(1, sigmoid),
        "N(0, 0.01²)": layerActivations(0.01, sigmoid),
        Xavier: layerActivations(Math.sqrt(1 / 20), sigmoid),
        He: layerActivations(Math.sqrt(2 / 20), sigmoid),
      },
      { title: "Sigmoid activations of five layers", range: [0, 1] },
    ),
  "histogram-grid-slider": () =>
    plot.slider(
      [0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 1],
      (deviation) =>
        plot.histogramGrid(
          { tanh: layerActivations(deviation, Math.tanh) },
          { title: "Tanh activations by the weights’ σ", range: [-1, 1] },
        ),
      { label: "σ" },
    ),
  bars: () =>
    plot.bars(
      { "N(0, 1)": 0.855, "N(0, 0.05²)": 0.957, Xavier: 0.96, He: 0.963 },
      {
        title: "Test accuracy after one epoch",
        yLabel: "accuracy",
        ranges: {
          "N(0, 1)": [0.844, 0.861],
          "N(0, 0.05²)": [0.956, 0.958],
          Xavier: [0.957, 0.961],
          He: [0.963, 0.964],
        },
      },
    ),
  "bars-low": () =>
    plot.bars(
      {
        none: 0.002,
        dropout: 0.0312,
        "weight decay": 0.31,
        both: -0.049,
        stopping: 0.5,
        data: 0.07,
        "all of them": 0,
      },
      { title: "Gap with each cure", yLabel: "gap", ranges: { none: [0.001, 0.2], both: [-0.2, 0.1] } },
    ),
  "bars-sets": () =>
    plot.bars(
      { plain: { sorted: 0.31, shuffled: 0.82 }, normalized: { sorted: 0.12, shuffled: 0.86 } },
      {
        title: "Accuracy of sorted and of shuffled batches, with and without batch normalization",
        yLabel: "accuracy",
        ranges: {
          plain: { sorted: [0.2, 0.4], shuffled: [0.81, 0.84] },
          normalized: { sorted: [0.1, 0.13], shuffled: [0.85, 0.87] },
        },
      },
    ),
  "bars-beside": () =>
    plot.bars(
      {
        plain: { "batches of 2": 0.8545, "batches of 4": 0.8525, "batches of 8": 0.9425, all: 0.9625 },
        normalized: { "batches of 2": 0.8395, "batches of 4": 0.8624, "batches of 8": 0.9375, all: 0.9805 },
      },
      { title: "Accuracy with small batches", yLabel: "accuracy" },
    ),
  "bars-broken": () =>
    plot.bars(
      { "sigmoid, Xavier": 0.52, "sigmoid, N(0, 1)": 0.71, "sigmoid, pre-trained": 0.93, "ReLU, He": 0.96 },
      { title: "Four starts", yLabel: "accuracy" },
    ),
  "bars-log": () =>
    plot.bars(
      {
        sigmoid: Object.fromEntries(
          Array.from({ length: 9 }, (_, layer) => [`layer ${layer + 1}`, 10 ** (-6 + 0.7 * layer)]),
        ),
        ReLU: Object.fromEntries(
          Array.from({ length: 9 }, (_, layer) => [`layer ${layer + 1}`, 0.4 + 0.05 * layer]),
        ),
      },
      { title: "Gradient norm by layer", yLabel: "norm", yScale: "log" },
    ),
  history: () =>
    plot.history({
      loss: decay(0.6, 0.15, 0.3, 12),
      valLoss: decay(0.62, 0.3, 0.4, 12),
      accuracy: decay(0.8, 0.96, 0.3, 12),
      valAccuracy: decay(0.79, 0.9, 0.4, 12),
    }),
  images: () =>
    plot.images(
      Array.from({ length: 10 }, (_, seed) => digit(seed)),
      { labels: fashion, title: "Ten pictures" },
    ),
  "images-plain": () =>
    plot.images(
      Array.from({ length: 25 }, (_, seed) => digit(seed)),
      { title: "25 pictures" },
    ),
  kernels: () =>
    plot.kernels(
      { data: normals(5 * 5 * 12, 11), shape: [5, 5, 1, 12] },
      { title: "Twelve kernels of 5 × 5" },
    ),
  "images-slider": () =>
    plot.slider(
      ["Ankle boot", "Trouser"],
      (_, i) =>
        plot.images(
          Array.from({ length: 5 }, (_, seed) => digit(5 * i + seed)),
          { labels: ["picture", "vertical", "horizontal", "diagonal", "blur"] },
        ),
      { label: "class", title: "Five pictures of each class" },
    ),
  "kernels-slider": () =>
    plot.slider(
      ["at the start", "after training"],
      (_, i) => plot.kernels({ data: normals(3 * 3 * 8, 11 + i), shape: [3, 3, 1, 8] }),
      { label: "kernels", title: "Eight kernels in a row" },
    ),
  "moving-window": () =>
    plot.movingWindow(
      [
        [0, 0, 1, 1],
        [0, 0, 1, 1],
        [1, 1, 1, 1],
      ],
      [
        [-1, 1],
        [-1, 1],
      ],
      { padding: 1, title: "An edge under a window" },
    ),
  "kernels-dense": () =>
    plot.kernels(
      { data: normals(784 * 12, 12), shape: [784, 12] },
      { title: "What each dense unit looks for", columns: 6 },
    ),
  "confusion-matrix": () => plot.confusionMatrix(fashionCounts(), { classNames: fashion }),
  "loss-surface": () =>
    plot.lossSurface((a, b) => a * a + 10 * b * b, {
      title: "An elongated valley",
      scale: "log",
      paths: { sgd: descent(0.09, 0, 30), momentum: descent(0.02, 0.85, 30) },
    }),
  "activation-sigmoid": () => plot.activationFunction("sigmoid"),
  "activation-several": () => plot.activationFunction(["sigmoid", "tanh", "relu", "leakyRelu"]),
  "computation-graph": () => plot.computationGraph(chainRule(), { title: "f = wx + b" }),
  "computation-graph-twice": () => plot.computationGraph(twice(), { title: "Three lines leave x" }),
  "computation-graph-deep": () =>
    plot.computationGraph(spread(), { title: "Four numbers, standardized", resultName: "l" }),
  "computation-graph-gates": () =>
    plot.computationGraph(sigmoidGates(), { title: "A sigmoid from elementary gates" }),
  attention: () =>
    plot.attention(
      { data: attentionWeights(4, 7), shape: [4, 7, 7] },
      { tokens: ["the", "cat", "sat", "on", "the", "mat", "."], title: "Four heads read a sentence" },
    ),
  "attention-long": () =>
    plot.attention(
      { data: attentionWeights(1, 40), shape: [1, 40, 40] },
      { tokens: Array.from({ length: 40 }, (_, i) => `word ${i + 1}`) },
    ),
  embedding: () =>
    plot.embedding(
      [
        [4, 1, 0, 0.2],
        [3.6, 1.4, 0.1, 0],
        [-3, 2.5, 0, 0.1],
        [-3.4, 1.2, 0.2, 0],
        [0.2, -4, 0.1, 0.3],
      ],
      {
        names: ["cat", "dog", "car", "train", "seven"],
        labels: [0, 0, 1, 1, 2],
        classNames: ["animal", "vehicle", "number"],
      },
    ),
  model: () =>
    plot.model(
      nn.sequential([
        nn.embedding(65, { outputDim: 32 }),
        nn.positionalEmbedding(64),
        nn.transformerBlock(32, { numHeads: 4, causal: true }),
        nn.layerNormalization(),
        nn.dense(65),
      ]),
      { inputShape: [64], dtype: "int32", title: "A character model" },
    ),
  "model-branches": () =>
    plot.model(
      nn.model({ a: nn.dense(8), b: nn.dense(8, { activation: "relu" }), c: nn.dense(2) }, (x, { a, b, c }) =>
        c.apply(b.apply(x).add(a.apply(x))),
      ),
      { inputShape: [4], title: "Two branches" },
    ),
};
