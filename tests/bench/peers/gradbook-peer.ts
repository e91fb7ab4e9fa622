/*
 * gradbook itself, in a process like the others: `exact` and `fast` measure it as it is, `judge` computes on the
 * reference engine, step by step.
 */
import type { DType, losses as Losses, nn as Nn, optimizers as Optimizers, Shape, Tensor } from "gradbook";
import {
  gpt,
  ids,
  labels,
  PICTURES,
  pictures,
  products,
  recurrent,
  STEPS,
  spread,
  weights,
} from "./given.mjs";
import { serve } from "./serve.mjs";

type Gradbook = typeof import("gradbook");
type AnyTensor = Tensor<Shape, DType>;

const [mode = "exact"] = process.argv.slice(2);
/** The judge needs the engine that is not public, and so the unjoined modules. */
const modules = new URL("../../../lib/dist/", import.meta.url).href;
const library: Gradbook = await import(mode === "judge" ? `${modules}index.js` : "gradbook");
const { data, losses, nn, optimizers, tensor, train } = library;

/** A step as it is run here: recorded, or on the reference engine. */
const prepare: typeof train.step = mode === "judge" ? await onReference() : train.step;

async function onReference(): Promise<typeof train.step> {
  const { withEngine } = await import(`${modules}engine/current.js`);
  const { referenceEngine } = await import(`${modules}engine/reference/index.js`);
  const judged = (step: (...data: unknown[]) => unknown) => {
    return (...data: unknown[]) => withEngine(referenceEngine, () => step(...data));
  };
  return judged as typeof train.step;
}

function given(shape: readonly number[], seed: number): AnyTensor {
  return tensor(
    spread(
      shape.reduce((product, size) => product * size, 1),
      seed,
    ),
  ).reshape(shape);
}

/** Builds the model for such inputs and puts the given weights in. */
function start(layers: readonly Nn.Layer[], x: AnyTensor, kernels: readonly (readonly number[])[]): Nn.Model {
  const model = nn.sequential(layers, { seed: 1 });
  model.apply(x);
  const own = model.weights().filter(({ name }) => name.endsWith("kernel"));
  for (const [i, shape] of kernels.entries()) own[i]?.tensor.data.set(weights(shape, 2 + i) as never);
  return model;
}

function training(
  model: Nn.Model,
  data: readonly [AnyTensor, AnyTensor],
  { lossOf, optimizer }: { readonly lossOf: Losses.Loss; readonly optimizer: Optimizers.Optimizer },
) {
  const run = prepare((x: AnyTensor, truth: AnyTensor) => {
    const loss = lossOf(truth, model.apply(x, { training: true }));
    loss.backward();
    optimizer.step(model.parameters());
    return { loss };
  });
  const call = () => run(...data);
  let result = 0;
  const begun = performance.now();
  for (let i = 0; i < STEPS; i++) result = Number(call().loss.item());
  return { call, result, first: performance.now() - begun };
}

function computing(compute: (...data: AnyTensor[]) => AnyTensor, ...data: AnyTensor[]) {
  const run = prepare((...inputs: AnyTensor[]) => ({ y: compute(...inputs) }));
  const values = Array.from(run(...data).y.data, Number);
  return {
    call: () => run(...data),
    result: values.reduce((sum, value) => sum + value * value, 0) / values.length,
  };
}

const classify = losses.sparseCategoricalCrossentropy as Losses.Loss;
const squared = losses.meanSquaredError as Losses.Loss;
const truth = tensor(labels);

function classifier(x: AnyTensor): Nn.Model {
  const layers = [nn.dense(512), nn.batchNormalization(), nn.relu(), nn.dense(10, { activation: "softmax" })];
  return start(layers, x, [
    [784, 512],
    [512, 10],
  ]);
}

function w1Predict(rows: number) {
  const x = given([128, 784], 1).slice([[0, rows]]);
  const model = classifier(x);
  return computing((batch) => model.predict(batch) as AnyTensor, x);
}

function w2() {
  const x = given([1000, 100], 1);
  const layers = Array.from({ length: 5 }, () => nn.dense(100, { activation: "sigmoid" }));
  const model = start(
    layers,
    x,
    layers.map(() => [100, 100]),
  );
  return computing((batch) => model.predict(batch) as AnyTensor, x);
}

function w3() {
  const x = tensor([
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
  ]) as AnyTensor;
  const layers = [nn.dense(2, { activation: "sigmoid" }), nn.dense(1, { activation: "sigmoid" })];
  const model = start(layers, x, [
    [2, 2],
    [2, 1],
  ]);
  return training(model, [x, tensor([[0], [1], [1], [0]]) as AnyTensor], {
    lossOf: squared,
    optimizer: optimizers.sgd({ learningRate: 0.5 }),
  });
}

function w4() {
  const x = given([128, 28, 28, 1], 1);
  const layers = [
    nn.conv2d(16, { kernelSize: 3, activation: "relu" }),
    nn.maxPooling2d(),
    nn.conv2d(32, { kernelSize: 3, activation: "relu" }),
    nn.maxPooling2d(),
    nn.flatten(),
    nn.dense(10, { activation: "softmax" }),
  ];
  const model = start(layers, x, [
    [3, 3, 1, 16],
    [3, 3, 16, 32],
    [800, 10],
  ]);
  return training(model, [x, truth as AnyTensor], { lossOf: classify, optimizer: optimizers.adam() });
}

/** Every matrix of a model gets the next of the given weights; vectors stay as they begin. */
function startMatrices(model: Nn.Model, x: AnyTensor): Nn.Model {
  model.apply(x);
  const matrices = model.weights().filter((weight) => weight.tensor.rank === 2);
  for (const [i, { tensor: values }] of matrices.entries()) {
    values.data.set(weights(values.shape, 2 + i) as never);
  }
  return model;
}

function characterModel() {
  const { letters, blocks, heads, width, context, batch } = gpt;
  const text = (seed: number) => {
    const values = ids(batch * context, letters, seed);
    return tensor(values, { shape: [batch, context] }) as AnyTensor;
  };
  const layers = [
    nn.embedding(letters, { outputDim: width }),
    nn.positionalEmbedding(context),
    ...Array.from({ length: blocks }, () => nn.transformerBlock(width, { numHeads: heads, causal: true })),
    nn.layerNormalization({ epsilon: 1e-5 }),
    nn.dense(letters),
  ];
  const x = text(1);
  const model = startMatrices(nn.sequential(layers as readonly Nn.Layer[]), x);
  const lossOf: Losses.Loss = (y, z) => losses.sparseCategoricalCrossentropy(y, z, { fromLogits: true });
  return training(model, [x, text(2)], { lossOf, optimizer: optimizers.adam() });
}

function lstm() {
  const { units, steps, features, batch } = recurrent;
  const x = given([batch, steps, features], 1);
  const model = startMatrices(nn.sequential([nn.lstm(units), nn.dense(10, { activation: "softmax" })]), x);
  const classes = tensor(labels.slice(0, batch)) as AnyTensor;
  return training(model, [x, classes], { lossOf: classify, optimizer: optimizers.adam() });
}

/** The classifier's epoch by `fit`, from bytes to updates. */
function epoch() {
  const model = classifier(given([128, 784], 1));
  model.compile({
    optimizer: "adam",
    loss: "sparseCategoricalCrossentropy",
    metrics: ["accuracy"],
  });
  const pixels = new data.PackedImages(pictures(), { height: 28, width: 28 });
  const classes = Int32Array.from({ length: PICTURES }, (_, i) => (i * 7) % 10);
  const batches = data.Dataset.fromTensorSlices([pixels, classes])
    .shuffle(PICTURES, { seed: 1 })
    .batch(128, { dropRemainder: true });
  return { call: () => model.fit(batches as never, { epochs: 1, progress: "none" }), result: 0 };
}

/** Batches that `fit` trains on in one call. */
const BATCHES = 16;

/** The classifier's step as `fit` takes it: of one call a {@link BATCHES}th. */
function fitting(lossOf: "sparseCategoricalCrossentropy" | Losses.Loss) {
  const x = given([128, 784], 1);
  const model = classifier(x);
  model.compile({ optimizer: "adam", loss: lossOf });
  const batches = Array.from({ length: BATCHES }, () => [x, truth] as const);
  return { call: () => model.fit(batches as never, { progress: "none" }), result: 0, calls: BATCHES };
}

function gemm(m: number, k: number, n: number) {
  return computing((a, b) => library.matmul(a, b) as AnyTensor, given([m, k], 1), given([k, n], 2));
}

await serve({
  "w1-train": () => {
    const x = given([128, 784], 1);
    return training(classifier(x), [x, truth as AnyTensor], {
      lossOf: classify,
      optimizer: optimizers.adam(),
    });
  },
  "w1-fit": () => fitting("sparseCategoricalCrossentropy"),
  "w1-fit-own-loss": () => fitting((y, p) => losses.sparseCategoricalCrossentropy(y, p)),
  "w1-predict-128": () => w1Predict(128),
  "w1-predict-1": () => w1Predict(1),
  w2,
  w3,
  w4,
  gpt: characterModel,
  lstm,
  epoch,
  ...products(gemm),
});
