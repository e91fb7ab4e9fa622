import { DataError, data, nn, OptionError, optimizers, type Tensor, tensor, train } from "gradbook";
import { describe, expect, test } from "vitest";

const x = tensor(Array.from({ length: 10 }, (_, i) => [i / 10]));
const y = tensor(Array.from({ length: 10 }, (_, i) => [(3 * i) / 10]));
const make = () => {
  const model = nn.sequential([nn.dense(1)], { seed: 1 });
  model.compile({ optimizer: optimizers.sgd({ learningRate: 0.1 }), loss: "meanSquaredError" });
  return model;
};
const quiet = { progress: "none" } as const;
const batches = data.Dataset.fromTensorSlices([x, y]).batch(2);
const endless = batches.repeat();
const inputs = data.Dataset.fromTensorSlices(x).batch(2);

describe("data that never ends is refused, with what to say", () => {
  const advice = (where: string, name: string) =>
    new OptionError(
      `${where}: expected data that ends, got a dataset that goes on for ever; try ${name}: 100`,
    );
  test.each([
    ["fit", "stepsPerEpoch", () => make().fit(endless, quiet)],
    ["fit", "validationSteps", () => make().fit(batches, { ...quiet, validationData: endless })],
    ["evaluate", "steps", () => make().evaluate(endless)],
  ])("%s: %s", async (where, name, run) => {
    await expect(run()).rejects.toThrow(advice(where, name));
  });
  test("predict: steps", () => {
    expect(() => make().predict(inputs.repeat())).toThrow(advice("predict", "steps"));
  });
});

test("an epoch is as many steps as are asked for, and goes on where the last one stopped", async () => {
  const [whole, cut] = [make(), make()];
  await whole.fit(batches, { ...quiet, epochs: 2 });
  const { history } = await cut.fit(endless, { ...quiet, epochs: 5, stepsPerEpoch: 2 });
  expect(history.loss!.length).toBe(5);
  expect(cut.getWeights()).toEqual(whole.getWeights());
  const restarted = make();
  await restarted.fit(batches, { ...quiet, epochs: 5, stepsPerEpoch: 2 });
  expect(restarted.getWeights()).toEqual(whole.getWeights());
});

test("a pair of tensors too, in the order that it has anyway", async () => {
  const [whole, cut] = [make(), make()];
  await whole.fit([x, y], { ...quiet, epochs: 2, batchSize: 2, seed: 1 });
  await cut.fit([x, y], { ...quiet, epochs: 1, batchSize: 2, seed: 1, stepsPerEpoch: 10 });
  expect(cut.getWeights()).toEqual(whole.getWeights());
});

test("a generator is let go of at the end; one that ends early ends the epoch", async () => {
  let closed = 0;
  const model = make();
  const generator = async function* () {
    try {
      for (;;) yield [x, y] as [Tensor, Tensor];
    } finally {
      closed++;
    }
  };
  await model.fit(generator(), { ...quiet, epochs: 2, stepsPerEpoch: 3 });
  expect(closed).toBe(1);
  await model.evaluate(generator(), { steps: 2 });
  expect(closed).toBe(2);
  const short = function* () {
    yield [x, y] as [Tensor, Tensor];
  };
  expect((await model.fit(short(), { ...quiet, stepsPerEpoch: 3 })).history.loss!.length).toBe(1);
  await expect(model.fit(short(), { ...quiet, epochs: 2, stepsPerEpoch: 3 })).rejects.toThrow(DataError);
});

test("validation, evaluate and predict take the first steps, each time from the beginning", async () => {
  const model = make();
  const { history } = await model.fit(batches, {
    ...quiet,
    epochs: 2,
    validationData: endless,
    validationSteps: 2,
  });
  const first = await model.evaluate([x.slice([[0, 4]]), y.slice([[0, 4]])], { batchSize: 2 });
  expect(history.valLoss!.at(-1)).toBe(first.loss);
  expect(await model.evaluate(endless, { steps: 2 })).toEqual(first);
  expect(await model.evaluate([x, y], { batchSize: 2, steps: 2 })).toEqual(first);
  const predicted = await model.predict(inputs.repeat(), { steps: 2 });
  expect(predicted.toArray()).toEqual(model.predict(x.slice([[0, 4]])).toArray());
});

test("the learning-rate finder ends by itself", async () => {
  const whole = data.Dataset.fromTensorSlices([x, y]).batch(10).repeat();
  const search = await train.learningRateFinder(make(), whole, { steps: 7, to: 0.01 });
  expect(search.losses.length).toBe(7);
});

test.each([0, 1.5, Number.NaN])("%s steps are refused", async (steps) => {
  const message = `expected stepsPerEpoch to be a whole number of at least 1, got ${steps}; try stepsPerEpoch: 100`;
  await expect(make().fit(endless, { ...quiet, stepsPerEpoch: steps })).rejects.toThrow(`fit: ${message}`);
  await expect(make().evaluate(batches, { steps })).rejects.toThrow(OptionError);
  expect(() => make().predict(inputs, { steps })).toThrow(OptionError);
});

test("predict says what steps are for, and has fit's rule for batchSize", () => {
  expect(() => make().predict(x, { steps: 2 })).toThrow(
    new OptionError("predict: expected steps beside batches, got them with a tensor; try x.slice([[0, 2]])"),
  );
  expect(() => make().predict(x, { batchSize: 11 })).toThrow(
    "predict: expected a batchSize of at most 10, the number of examples, got 11; try batchSize: 10",
  );
});

test("validationData beside validationSplit is refused, and so are batches without examples", async () => {
  await expect(
    make().fit([x, y], { ...quiet, validationData: [x, y], validationSplit: 0.3 }),
  ).rejects.toThrow(
    "fit: expected validationData or validationSplit, got both, which would leave examples unused",
  );
  const none = [x.slice([[0, 0]]), y.slice([[0, 0]])] as const;
  for (const run of [make().fit([none], quiet), make().evaluate([none])]) {
    await expect(run).rejects.toThrow(
      ": expected batches with examples, got x [0, 1]; try leaving out those without rows",
    );
  }
});
