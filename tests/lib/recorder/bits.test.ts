import { losses, nn, optimizers, random, regularizers, tensor, train } from "gradbook";
import { describe, expect, it } from "vitest";
import { recordingState } from "../../../lib/src/recorder/record-step.js";
import { asTensor } from "../../../lib/src/tensor/base.js";

/*
 * A recorded step gives the bits of the eager one. Each network is trained twice from the same seeds for 50 steps,
 * once as it is and once recorded, and losses, predictions and weights are compared.
 */
type Net = () => nn.Model;
const images = random.generator(1).normal([24, 8, 8, 1]);
const rows = random.generator(2).normal([24, 40]);
const classes = tensor(Int32Array.from({ length: 24 }, (_, i) => (i * 7) % 4));

const networks: Readonly<Record<string, readonly [net: Net, x: typeof images | typeof rows]>> = {
  "dense and batch norm": [
    () =>
      nn.sequential([
        nn.dense(33),
        nn.batchNormalization(),
        nn.relu(),
        nn.dense(4, { activation: "softmax" }),
      ]),
    rows,
  ],
  "convolutions and pooling": [
    () =>
      nn.sequential([
        nn.conv2d(5, { kernelSize: 3, padding: "same", activation: "relu" }),
        nn.maxPooling2d(),
        nn.conv2d(6, { kernelSize: 3, activation: "gelu" }),
        nn.averagePooling2d({ poolSize: 2 }),
        nn.flatten(),
        nn.dense(4, { activation: "softmax" }),
      ]),
    images,
  ],
  "dropout, layer norm, penalties": [
    () =>
      nn.sequential([
        nn.dense(30, { activation: "elu", kernelRegularizer: regularizers.l2(1e-3) }),
        nn.dropout(0.3),
        nn.layerNormalization(),
        nn.dense(16, { activation: "tanh" }),
        nn.dense(8, { activation: "sigmoid" }),
        nn.dense(4, { activation: "softmax" }),
      ]),
    rows,
  ],
};

const makers = {
  sgd: () => optimizers.sgd({ learningRate: 0.05 }),
  momentum: () => optimizers.sgd({ learningRate: 0.05, momentum: 0.9 }),
  nesterov: () => optimizers.sgd({ learningRate: 0.05, momentum: 0.9, nesterov: true }),
  averaged: () => optimizers.sgd({ learningRate: 0.05, momentum: 0.9, momentumForm: "averaged" }),
  adam: () => optimizers.adam({ learningRate: 0.01 }),
  amsgrad: () => optimizers.adam({ learningRate: 0.01, amsgrad: true }),
  adamW: () => optimizers.adamW({ learningRate: 0.01 }),
  nadam: () => optimizers.nadam({ learningRate: 0.01 }),
  rmsprop: () => optimizers.rmsprop({ learningRate: 0.01 }),
  "rmsprop, centered": () => optimizers.rmsprop({ learningRate: 0.01, centered: true, momentum: 0.5 }),
  adagrad: () => optimizers.adagrad({ learningRate: 0.05 }),
  "adam with a schedule, clipped": () =>
    optimizers.adam({
      learningRate: optimizers.cosineDecay({ initialLearningRate: 0.01, decaySteps: 40 }),
      globalClipNorm: 0.5,
    }),
} as const;

interface Trained {
  readonly numbers: number[][];
  readonly replays: number;
}

function trained(
  recorded: boolean,
  [make, x]: (typeof networks)[string],
  optimizer: () => optimizers.Optimizer,
): Trained {
  const former = recorded ? undefined : train.setStepRunner(undefined);
  const net = make();
  net.setSeed(3);
  const update = optimizer();
  const run = train.step((input: ReturnType<typeof asTensor>, truth: ReturnType<typeof asTensor>) => {
    const predictions = asTensor(net.apply(input as never, { training: true }));
    let loss = asTensor(losses.sparseCategoricalCrossentropy(truth, predictions));
    for (const module of net.modules())
      for (const penalty of module.penalties()) loss = asTensor(loss.add(penalty as never));
    loss.backward();
    update.step(net.parameters());
    return { loss, predictions };
  });
  if (former !== undefined) train.setStepRunner(former);
  const numbers: number[][] = [];
  let replays = 0;
  for (let i = 0; i < 50; i++) {
    // Every fifth batch is smaller, as the last one of an epoch.
    const size = i % 5 === 4 ? 17 : 24;
    const { loss, predictions } = run(
      asTensor(asTensor(x).slice([[0, size]])),
      asTensor(classes.slice([[0, size]])),
    );
    numbers.push([loss.data[0]!], [...predictions.data]);
    if (recordingState(run)?.replayed) replays++;
  }
  for (const values of net.getWeights().values()) numbers.push([...values]);
  return { numbers, replays };
}

describe("a recorded step", () => {
  for (const [name, network] of Object.entries(networks)) {
    it(`has the bits of the eager one: ${name}`, () => {
      const eager = trained(false, network, makers.adam);
      const replayed = trained(true, network, makers.adam);
      expect(replayed.replays).toBe(50 - 5);
      expect(eager.replays).toBe(0);
      expect(replayed.numbers).toEqual(eager.numbers);
    });
  }

  for (const [name, make] of Object.entries(makers)) {
    it(`has the bits of the eager one: ${name}`, () => {
      const network = networks["dense and batch norm"]!;
      const replayed = trained(true, network, make);
      expect(replayed.replays).toBe(50 - 5);
      expect(replayed.numbers).toEqual(trained(false, network, make).numbers);
    });
  }
});
