import { describe, expect, test } from "vitest";
import { compile, compilers } from "./compile.js";

const head = `import { losses, metrics, nn, regularizers, sub, tensor, type DType, type Operand, type Shape, type Tensor } from "gradbook";
const model = nn.sequential([nn.dense(1)]);
const beta = 2;
function named(y: Tensor, p: Tensor): Tensor { return p.sub(y).abs().mean(); }
`;

/** What users write as losses. */
const ownLosses = [
  "(y, p) => p.sub(y).square().mean()",
  "(y: Tensor, p: Tensor) => p.sub(y).square().mean()",
  "(y: Tensor, p: Tensor<[number, 1]>) => p.sub(y).square().mean()",
  '(y: Tensor<Shape, "int32">, p: Tensor) => p.sub(y).square().mean()',
  "(y: Tensor<Shape, DType>, p: Tensor<Shape, DType>) => p.sub(y).square().mean()",
  "(y: Operand, p: Operand) => losses.meanSquaredError(y, p)",
  "(y: Operand, p: Operand, options?: losses.LossOptions) => losses.meanSquaredError(y, p, options)",
  "(y, p, options) => losses.huber(y, p, { ...options, delta: 2 })",
  "(y, p) => losses.meanSquaredError(y, p).mul(beta)",
  "(y, p) => y.mul(p.log()).sum(-1).neg().mean()",
  "(y, p) => { const e = sub(p, y); return e.square().mean().add(p.abs().sum().mul(0.1)); }",
  "named",
  "losses.meanSquaredError",
  "losses.categoricalCrossentropy",
];

/** What users write as metrics. */
const ownMetrics = [
  "(y, p) => p.sub(y).abs().mean().item()",
  "(y: Tensor, p: Tensor) => p.sub(y).abs().mean().item()",
  "(y: Operand, p: Operand) => metrics.accuracy(y, p)",
  "metrics.accuracy",
  'metrics.meanOf("error", (y, p) => p.sub(y).abs().mean().item())',
  '{ name: "own", update(y, p) { p.sub(y); }, result: () => 1, reset() {} }',
  '{ name: "own", update(y: Tensor, p: Tensor) { p.sub(y); }, result: () => 1, reset() {} }',
];

/** Other functions that users write. */
const others = [
  "nn.dense(1, { activation: (x) => x.relu() })",
  "nn.dense(1, { activation: (x: Tensor) => x.relu().add(0.1) })",
  "nn.activation((x: Tensor) => x.sigmoid().mul(x))",
  "nn.dense(1, { kernelRegularizer: (w) => w.square().sum().mul(beta) })",
  "nn.dense(1, { kernelRegularizer: (w: Tensor) => w.square().sum() })",
  "nn.dense(1, { kernelRegularizer: regularizers.l2(0.1) })",
  "nn.model({ a: nn.dense(2) }, (x, { a }) => a.apply(x).add(1))",
  "nn.model({ a: nn.dense(2) }, (x: Tensor, { a }) => a.apply(x).add(x))",
];

/** What is wrong, and has to stay so. */
const wrong = [
  'model.compile({ optimizer: "adam", loss: (y, p) => 3 });',
  'model.compile({ optimizer: "adam", loss: (y: string, p: Tensor) => p });',
  'model.compile({ optimizer: "adam", loss: named, metrics: [(y, p) => p] });',
  "nn.dense(1, { activation: (x) => 3 });",
  "nn.model({ a: nn.dense(2) }, (x, { b }) => x);",
];

describe.each(compilers)("%s takes functions as users write them", (_name, compiler) => {
  const lines = [
    ...ownLosses.map((loss) => `model.compile({ optimizer: "adam", loss: ${loss} });`),
    ...ownMetrics.map((metric) => `model.compile({ optimizer: "adam", loss: named, metrics: [${metric}] });`),
    ...others.map((code) => `${code};`),
  ];
  test("losses, metrics, activations, regularizers and models", () => {
    const { errors } = compile(compiler, head + lines.join("\n"));
    expect(errors.map(({ line, message }) => `${lines[line - head.split("\n").length]}: ${message}`)).toEqual(
      [],
    );
  });

  test("and refuses those that do not fit", () => {
    const { errors } = compile(compiler, head + wrong.join("\n"));
    const first = head.split("\n").length;
    expect([...new Set(errors.map(({ line }) => line - first))]).toEqual(wrong.map((_, i) => i));
  });

  test("what a loss gives has the methods of a tensor", () => {
    const { errors, types } = compile(
      compiler,
      `${head}const own: losses.Loss = (y, p) => p.sub(y).square().mean();
const value = own(tensor([1]), tensor([2])).item();`,
    );
    expect(errors).toEqual([]);
    expect(types.value).toBe("number");
  });
});
