import { gradientCheck, losses, nn, type Operand, random, type Shape } from "gradbook";
import { describe, expect, it } from "vitest";
import * as makers from "../../../lib/src/nn/layers/index.js";

const draws = random.generator(5);
const normal = (shape: Shape) => draws.normal(shape, { dtype: "float64" });
/** Away from the kink of ReLU-like functions. */
const awayFromZero = (shape: Shape) => {
  const x = normal(shape);
  x.data.forEach((value, i) => {
    x.data[i] = value + Math.sign(value) * 0.2;
  });
  return x;
};

const cases: readonly (readonly [string, () => nn.Module, Operand<Shape, "float64" | "int32">, boolean])[] = [
  ["dense", () => nn.dense(3, { seed: 1 }), normal([4, 5]), false],
  ["dense relu", () => nn.dense(3, { seed: 1, activation: "relu" }), normal([4, 5]), false],
  ["sigmoid", () => nn.sigmoid(), normal([4, 5]), false],
  ["tanh", () => nn.tanh(), normal([4, 5]), false],
  ["relu", () => nn.relu(), awayFromZero([4, 5]), false],
  ["leakyRelu", () => nn.leakyRelu(), awayFromZero([4, 5]), false],
  ["elu", () => nn.elu({ alpha: 0.7 }), awayFromZero([4, 5]), false],
  ["gelu", () => nn.gelu(), normal([4, 5]), false],
  ["softplus", () => nn.softplus(), normal([4, 5]), false],
  ["softmax", () => nn.softmax(), normal([4, 5]), false],
  ["batchNormalization, training", () => nn.batchNormalization(), normal([6, 3]), true],
  ["batchNormalization of images, training", () => nn.batchNormalization(), normal([2, 3, 3, 2]), true],
  ["batchNormalization, inference", () => nn.batchNormalization(), normal([6, 3]), false],
  ["layerNormalization", () => nn.layerNormalization(), normal([4, 5]), false],
  ["conv1d", () => nn.conv1d(2, { kernelSize: 3, padding: "same", seed: 1 }), normal([2, 6, 2]), false],
  ["conv2d", () => nn.conv2d(2, { kernelSize: 3, strides: 2, seed: 1 }), normal([2, 6, 5, 2]), false],
  ["maxPooling2d", () => nn.maxPooling2d(), normal([1, 4, 4, 2]), false],
  ["averagePooling2d", () => nn.averagePooling2d({ padding: "same" }), normal([1, 5, 4, 2]), false],
  ["globalAveragePooling2d", () => nn.globalAveragePooling2d(), normal([2, 3, 4, 2]), false],
  [
    "groupedConv2d",
    () => nn.groupedConv2d(4, { groups: 2, kernelSize: 2, seed: 1 }),
    normal([2, 4, 5, 4]),
    false,
  ],
  [
    "depthwiseConv2d",
    () => nn.depthwiseConv2d({ kernelSize: 3, padding: "same", depthMultiplier: 2, seed: 1 }),
    normal([2, 4, 5, 2]),
    false,
  ],
  [
    "separableConv2d",
    () => nn.separableConv2d(3, { kernelSize: 2, strides: 2, activation: "tanh", seed: 1 }),
    normal([2, 4, 5, 2]),
    false,
  ],
  [
    "conv2dTranspose",
    () => nn.conv2dTranspose(2, { kernelSize: 3, strides: 2, padding: "same", seed: 1 }),
    normal([1, 3, 2, 2]),
    false,
  ],
  ["maxPooling1d", () => nn.maxPooling1d(), normal([2, 6, 2]), false],
  ["averagePooling1d", () => nn.averagePooling1d({ padding: "same" }), normal([2, 5, 2]), false],
  ["globalMaxPooling2d", () => nn.globalMaxPooling2d(), normal([2, 3, 4, 2]), false],
  ["globalMaxPooling1d", () => nn.globalMaxPooling1d(), normal([2, 5, 2]), false],
  ["globalAveragePooling1d", () => nn.globalAveragePooling1d(), normal([2, 5, 2]), false],
  ["groupNormalization", () => nn.groupNormalization({ groups: 2 }), normal([2, 3, 4]), true],
  ["zeroPadding2d", () => nn.zeroPadding2d([1, 2]), normal([1, 2, 3, 2]), false],
  ["upSampling2d", () => nn.upSampling2d({ interpolation: "bilinear" }), normal([1, 3, 2, 2]), false],
  ["flatten", () => nn.flatten(), normal([2, 3, 2]), false],
  ["reshape", () => nn.reshape([2, 3]), normal([2, 6]), false],
  ["embedding", () => nn.embedding(4, { outputDim: 2 }), draws.randint([2, 3], { high: 4 }), false],
  ["residual", () => nn.residual(nn.dense(5, { seed: 1, activation: "tanh" })), normal([4, 5]), false],
  [
    "a deep model",
    () =>
      nn.sequential(
        [
          nn.dense(7, { activation: "tanh" }),
          nn.batchNormalization(),
          nn.dense(3, { activation: "softmax" }),
        ],
        { seed: 1 },
      ),
    normal([6, 4]),
    true,
  ],
];

it("every layer has a case", () => {
  // Some draw anew at each call (augmentation.test.ts); activation calls a function that is held itself.
  const layers = Object.keys(makers).filter((name) => /^[a-z]/.test(name));
  const missing = layers.filter((name) => !cases.some(([title]) => title.split(/[ ,]/)[0] === name));
  expect(missing.filter((name) => !name.startsWith("random")).sort()).toEqual([
    "activation",
    "dropout",
    "gaussianNoise",
  ]);
});

describe.each(cases)("%s", (_name, make, x, training) => {
  const module = make();
  if (module instanceof nn.Layer) module.build(x.shape, { dtype: "float64" });
  module.apply(x, { training });
  const cotangent = normal(module.outputShape!);

  it("has the gradient of finite differences for its input, where that is not a list of ids", () => {
    const inputs = x.dtype === "int32" ? [] : [x as Operand<Shape, "float64">];
    for (const input of inputs) {
      const report = gradientCheck(
        (value) => module.apply(value, { training }).mul(cotangent).sum(),
        [input],
      );
      expect(report.relativeError).toBeLessThan(1e-6);
    }
  });

  it("and for its weights", () => {
    for (const { name, tensor, trainable } of module.weights()) {
      if (!trainable) continue;
      module.apply(x, { training }).mul(cotangent).sum().backward();
      const analytic = [...(tensor.grad!.data as Float64Array)];
      for (const other of module.parameters()) other.grad = undefined;
      const data = tensor.data as Float64Array;
      const value = () => module.apply(x, { training }).mul(cotangent).sum().item();
      for (let i = 0; i < data.length; i++) {
        const kept = data[i]!;
        const h = 1e-6 * Math.max(1, Math.abs(kept));
        data[i] = kept + h;
        const above = value();
        data[i] = kept - h;
        const below = value();
        data[i] = kept;
        const numeric = (above - below) / (2 * h);
        const scale = Math.max(1, Math.abs(numeric), Math.abs(analytic[i]!));
        expect(Math.abs(numeric - analytic[i]!) / scale, `${name}[${i}]`).toBeLessThan(1e-6);
      }
    }
  });
});

describe("losses", () => {
  const y = normal([4, 3]);
  const bits = draws.uniform([4, 3], { dtype: "float64" });
  const labels = draws.randint([4], { high: 3 });
  const p = draws.uniform([4, 3], { low: 0.1, high: 0.9, dtype: "float64" });
  it.each([
    ["meanSquaredError", (x: Operand): Operand => losses.meanSquaredError(y, x), normal([4, 3])],
    ["meanAbsoluteError", (x: Operand): Operand => losses.meanAbsoluteError(y, x), normal([4, 3])],
    ["huber", (x: Operand): Operand => losses.huber(y, x, { delta: 0.7 }), normal([4, 3])],
    ["binaryCrossentropy", (x: Operand): Operand => losses.binaryCrossentropy(bits, x), p],
    [
      "binaryCrossentropy from logits",
      (x: Operand): Operand => losses.binaryCrossentropy(bits, x, { fromLogits: true }),
      normal([4, 3]),
    ],
    ["categoricalCrossentropy", (x: Operand): Operand => losses.categoricalCrossentropy(bits, x), p],
    [
      "categoricalCrossentropy from logits",
      (x: Operand): Operand => losses.categoricalCrossentropy(bits, x, { fromLogits: true }),
      normal([4, 3]),
    ],
    [
      "sparseCategoricalCrossentropy",
      (x: Operand): Operand => losses.sparseCategoricalCrossentropy(labels, x),
      p,
    ],
    [
      "sparseCategoricalCrossentropy from logits",
      (x: Operand): Operand => losses.sparseCategoricalCrossentropy(labels, x, { fromLogits: true }),
      normal([4, 3]),
    ],
  ] as const)("%s", (_name, loss, x) => {
    const report = gradientCheck((input) => loss(input), [x]);
    expect(report.relativeError).toBeLessThan(1e-6);
  });
});
