import { losses, nn, tensor } from "gradbook";
import { afterEach, beforeEach, expect, it } from "vitest";
import { recordStep } from "../../../lib/src/recorder/record-step.js";
import { type StepRunner, setStepRunner } from "../../../lib/src/train/step.js";

/* The step of a model is recorded once, and not again by each fit and evaluate. */

const values = Float32Array.from({ length: 64 * 100 }, (_, i) => Math.sin(i));
const x = tensor(values, { shape: [64, 100] });
const y = tensor(Int32Array.from({ length: 64 }, (_, i) => i % 10));
const quiet = { batchSize: 64, shuffle: false, progress: "none" } as const;

let runs = 0;
let former: StepRunner | undefined;

beforeEach(() => {
  runs = 0;
  former = setStepRunner((run) =>
    recordStep(
      (...inputs) => {
        runs++;
        return run(...inputs);
      },
      { runsOwnCode: true },
    ),
  );
});
afterEach(() => void setStepRunner(former));

function classifier() {
  const hidden = nn.dense(50, { activation: "relu" });
  const model = nn.sequential([hidden, nn.dense(10, { activation: "softmax" })], { seed: 1 });
  // The first run of a model that has no weights yet makes them, and is not one to record.
  model.apply(x);
  const compile = () =>
    model.compile({ optimizer: "adam", loss: "sparseCategoricalCrossentropy", metrics: ["accuracy"] });
  compile();
  const weights = () => [...model.getWeights().values()].map((each) => Array.from(each));
  return { model, hidden, compile, weights };
}

it("a second fit begins with replays, and the bits are those of one long one", async () => {
  const [twice, once] = [classifier(), classifier()];
  await twice.model.fit([x, y], { epochs: 4, ...quiet });
  expect(runs).toBe(2);
  await twice.model.fit([x, y], { epochs: 4, ...quiet });
  expect(runs).toBe(2);
  await once.model.fit([x, y], { epochs: 8, ...quiet });
  expect(twice.weights()).toEqual(once.weights());
});

it("evaluate likewise, for each who asks", async () => {
  const { model } = classifier();
  const measured = [];
  for (let i = 0; i < 4; i++) measured.push(await model.evaluate([x, y], { batchSize: 64 }));
  expect(runs).toBe(2);
  expect(new Set(measured.map((logs) => JSON.stringify(logs))).size).toBe(1);
  await model.fit([x, y], { epochs: 4, validationData: [x, y], ...quiet });
  expect(runs).toBe(6);
  await model.fit([x, y], { epochs: 4, validationData: [x, y], ...quiet });
  expect(runs).toBe(6);
});

it("what has changed between two runs is recorded anew", async () => {
  const { model, hidden, compile, weights } = classifier();
  await model.fit([x, y], { epochs: 3, ...quiet });
  compile();
  await model.fit([x, y], { epochs: 3, ...quiet });
  expect(runs).toBe(4);
  hidden.trainable = false;
  const frozen = weights()[0];
  await model.fit([x, y], { epochs: 3, ...quiet });
  expect(weights()[0]).toEqual(frozen);
  hidden.trainable = true;
  await model.fit([x, y], { epochs: 3, ...quiet });
  expect(weights()[0]).not.toEqual(frozen);
});

it("code of the user's runs in every step of every run", async () => {
  const { model } = classifier();
  let calls = 0;
  const loss = (...[truth, predicted]: Parameters<losses.Loss>) => {
    calls++;
    return losses.sparseCategoricalCrossentropy(truth, predicted);
  };
  model.compile({ optimizer: "adam", loss: loss as losses.Loss });
  for (let i = 1; i <= 3; i++) {
    await model.fit([x, y], { epochs: 4, ...quiet });
    expect(calls).toBe(4 * i);
  }
});

it("classes that count more in one run do not in the next", async () => {
  const [plain, weighted] = [classifier(), classifier()];
  await weighted.model.fit([x, y], { epochs: 3, classWeight: { 0: 5 }, ...quiet });
  await plain.model.fit([x, y], { epochs: 3, ...quiet });
  expect(weighted.weights()).not.toEqual(plain.weights());
  expect(runs).toBe(4);
  await weighted.model.fit([x, y], { epochs: 3, ...quiet });
  expect(runs).toBe(6);
});
