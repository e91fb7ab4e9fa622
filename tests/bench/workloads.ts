import {
  type DType,
  type losses,
  losses as lossFunctions,
  nn,
  optimizers,
  random,
  type Shape,
  type Tensor,
  tensor,
  train,
} from "gradbook";
import type { Bench } from "./measure.js";

type AnyTensor = Tensor<Shape, DType>;

/** The networks that libraries are compared by, as recorded steps. */
export function workloadBenches(): readonly Bench[] {
  const rows = random.generator(2).normal([128, 784]);
  const digits = random.generator(2).normal([128, 28, 28, 1]);
  const labels = tensor(Int32Array.from({ length: 128 }, (_, i) => (i * 7) % 10));
  const classify = lossFunctions.sparseCategoricalCrossentropy as losses.Loss;
  const xor = tensor([
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
  ]);
  const truth = tensor([[0], [1], [1], [0]]);
  const adam = () => optimizers.adam();
  const sgd = () => optimizers.sgd({ learningRate: 0.5 });
  return [
    bench("W1: 784-512-10 with batch norm, training step of 128, Adam", "ms", 40, () =>
      training(classifier(), { x: rows, y: labels, loss: classify, optimizer: adam() }),
    ),
    bench("W1: prediction of 128", "ms", 40, () => prediction(classifier(), rows)),
    bench("W1: prediction of 1", "ms", 400, () => prediction(classifier(), rows.slice([[0, 1]]))),
    bench("W2: five layers of 100, forward, 1000 x 100", "ms", 40, () =>
      prediction(deep(), random.generator(2).normal([1000, 100])),
    ),
    bench("W3: XOR 2-2-1, training step, SGD", "µs", 20_000, () =>
      training(tiny(), {
        x: xor,
        y: truth,
        loss: lossFunctions.meanSquaredError as losses.Loss,
        optimizer: sgd(),
      }),
    ),
    bench("W4: two convolutions on 28x28, training step of 128, Adam", "ms", 10, () =>
      training(convolutions(), { x: digits, y: labels, loss: classify, optimizer: adam() }),
    ),
  ];
}

function bench(name: string, unit: "ms" | "µs", times: number, prepare: () => () => unknown): Bench {
  let call: (() => unknown) | undefined;
  const measure = async (): Promise<number> => {
    call ??= prepare();
    for (let i = 0; i < times; i++) call();
    const begun = performance.now();
    for (let i = 0; i < times; i++) call();
    return ((performance.now() - begun) / times) * (unit === "ms" ? 1 : 1000);
  };
  return { name: `library, ${name}`, unit, peers: { gradbook: measure } };
}

function classifier(): nn.Model {
  return nn.sequential(
    [nn.dense(512), nn.batchNormalization(), nn.relu(), nn.dense(10, { activation: "softmax" })],
    { seed: 1 },
  );
}

function deep(): nn.Model {
  const layers = Array.from({ length: 5 }, () => nn.dense(100, { activation: "relu" }));
  return nn.sequential(layers, { seed: 1 });
}

function tiny(): nn.Model {
  const layers = [nn.dense(2, { activation: "sigmoid" }), nn.dense(1, { activation: "sigmoid" })];
  return nn.sequential(layers, { seed: 1 });
}

function convolutions(): nn.Model {
  return nn.sequential(
    [
      nn.conv2d(16, { kernelSize: 3, activation: "relu" }),
      nn.maxPooling2d(),
      nn.conv2d(32, { kernelSize: 3, activation: "relu" }),
      nn.maxPooling2d(),
      nn.flatten(),
      nn.dense(10, { activation: "softmax" }),
    ],
    { seed: 1 },
  );
}

function prediction(model: nn.Model, x: AnyTensor): () => unknown {
  const run = train.step((input: AnyTensor) => ({ y: model.predict(input) }));
  return () => run(x);
}

interface Task {
  readonly x: AnyTensor;
  readonly y: AnyTensor;
  readonly loss: losses.Loss;
  readonly optimizer: optimizers.Optimizer;
}

function training(model: nn.Model, { x, y, loss: lossOf, optimizer }: Task): () => unknown {
  const run = train.step((input: AnyTensor, truth: AnyTensor) => {
    const loss = lossOf(truth, model.apply(input, { training: true }));
    loss.backward();
    optimizer.step(model.parameters());
    return { loss };
  });
  return () => run(x, y);
}
