import { type callbacks, metrics, nn, OptionError, optimizers, tensor, train } from "gradbook";
import { expect, test } from "vitest";

const x = tensor(Array.from({ length: 16 }, (_, i) => [i / 16, 1 - i / 16]));
const y = tensor(Array.from({ length: 16 }, (_, i) => (i < 8 ? 1 : 0)));
const make = () => {
  const model = nn.sequential([nn.dense(2, { activation: "softmax" })], { seed: 1 });
  model.compile({
    optimizer: optimizers.adam({ learningRate: 0.1 }),
    loss: "sparseCategoricalCrossentropy",
    metrics: ["accuracy"],
  });
  return model;
};
const quiet = { batchSize: 4, progress: "none" } as const;
const refused = (where: string, user: string) =>
  new OptionError(
    `${where}: expected a model that nothing else trains or measures, got one in the middle of ${user}; try awaiting that first, or measuring in onEpochEnd`,
  );

test("a second fit of a model is refused, and the first ends as it would alone", async () => {
  const [model, alone] = [make(), make()];
  const first = model.fit([x, y], { ...quiet, epochs: 3 });
  await expect(model.fit([x, y], quiet)).rejects.toThrow(refused("fit", "fit"));
  await expect(train.learningRateFinder(model, [x, y])).rejects.toThrow(refused("learningRateFinder", "fit"));
  const { history } = await first;
  expect(history).toEqual((await alone.fit([x, y], { ...quiet, epochs: 3 })).history);
  await model.fit([x, y], quiet);
});

test("evaluate right after fit is refused, and the fit ends as it would alone", async () => {
  const [model, alone] = [make(), make()];
  const [first, second] = await Promise.allSettled([
    model.fit([x, y], { ...quiet, epochs: 3 }),
    model.evaluate([x, y]),
  ]);
  expect(second).toMatchObject({ status: "rejected", reason: refused("evaluate", "fit") });
  const { history } = await alone.fit([x, y], { ...quiet, epochs: 3 });
  expect(first).toMatchObject({ status: "fulfilled", value: { history } });
});

test("so it is where the fit has callbacks with nothing to wait for", async () => {
  const [model, alone] = [make(), make()];
  const batches: number[] = [];
  const callbacks: readonly callbacks.Callback[] = [
    { onTrainBegin() {}, onEpochBegin() {} },
    { onBatchEnd: (batch) => void batches.push(batch) },
  ];
  const [first, second] = await Promise.allSettled([
    model.fit([x, y], { ...quiet, epochs: 3, callbacks }),
    model.evaluate([x, y]),
  ]);
  expect(second).toMatchObject({ status: "rejected", reason: refused("evaluate", "fit") });
  const { history } = await alone.fit([x, y], { ...quiet, epochs: 3 });
  expect(first).toMatchObject({ status: "fulfilled", value: { history } });
  expect(batches).toEqual([1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 3, 4]);
});

test("hooks that take their time are waited for, one after another; they may measure before the first epoch", async () => {
  const model = make();
  const order: string[] = [];
  const slow = (name: string): callbacks.Callback => ({
    async onTrainBegin() {
      order.push(`${name} begins`);
      await model.evaluate([x, y]);
      order.push(`${name} ends`);
    },
  });
  await model.fit([x, y], {
    ...quiet,
    callbacks: [slow("a"), { onTrainBegin: () => void order.push("b") }, slow("c")],
  });
  expect(order).toEqual(["a begins", "a ends", "b", "c begins", "c ends"]);
});

test("a second evaluate of a model is refused, and the first is right", async () => {
  const model = make();
  await model.fit([x, y], { ...quiet, epochs: 20 });
  const right = await model.evaluate([x, y]);
  const [first, second] = await Promise.allSettled([
    model.evaluate([x, y], { batchSize: 2 }),
    model.evaluate([x, tensor(new Float32Array(16).fill(1))], { batchSize: 2 }),
  ]);
  expect(first).toMatchObject({ status: "fulfilled", value: { accuracy: right.accuracy } });
  expect(second).toMatchObject({ status: "rejected", reason: refused("evaluate", "evaluate") });
});

test("evaluate in the middle of an epoch is refused; between epochs it measures", async () => {
  const model = make();
  const seen: unknown[] = [];
  const ask: callbacks.Callback = {
    async onBatchEnd() {
      await expect(model.evaluate([x, y])).rejects.toThrow(refused("evaluate", "fit"));
    },
    async onEpochEnd(_epoch, logs) {
      const measured = await model.evaluate([x, y], { batchSize: 4 });
      seen.push([measured.loss, logs.valLoss]);
      expect(measured.loss).toBe(logs.valLoss);
    },
  };
  await model.fit([x, y], { ...quiet, epochs: 2, validationData: [x, y], callbacks: [ask] });
  expect(seen.length).toBe(2);
});

test("a run that failed leaves the model free", async () => {
  const model = make();
  await expect(model.fit([x, y], { ...quiet, batchSize: 99 })).rejects.toThrow("batchSize");
  await expect(model.evaluate([x, tensor(new Float32Array(16).fill(7))])).rejects.toThrow("labels");
  await model.fit([x, y], quiet);
  expect(await model.evaluate([x, y])).toHaveProperty("accuracy");
});

test("a run that a notebook's Stop terminated leaves the model free, though it never ends", async () => {
  const model = make();
  const never: callbacks.Callback = { onBatchEnd: () => new Promise<void>(() => {}) };
  void model.fit([x, y], { ...quiet, callbacks: [never] });
  await Promise.resolve();
  await expect(model.fit([x, y], quiet)).rejects.toThrow(refused("fit", "fit"));
  for (const reset of Reflect.get(globalThis, Symbol.for("gradbook.onInterrupt")) as Set<() => void>) reset();
  expect((await model.fit([x, y], quiet)).epochs).toHaveLength(1);
});

test("different models train at once; a machine is trained once at a time", async () => {
  const [a, b] = [make(), make()];
  const both = await Promise.all([a, b].map((model) => model.fit([x, y], { ...quiet, epochs: 2, seed: 3 })));
  expect(both[0]!.history).toEqual(both[1]!.history);
  const rbm = nn.restrictedBoltzmannMachine(2, 3, { seed: 1 });
  const first = rbm.fit(x);
  await expect(rbm.fit(x)).rejects.toThrow(refused("rbm.fit", "rbm.fit"));
  await first;
  expect(metrics.accuracy(y, tensor(new Int32Array(16)))).toBe(0.5);
});

test("two models that share an optimizer, weights or a metric are not trained or measured at once", async () => {
  const shared = (where: string, what: string, user: string) =>
    new OptionError(
      `${where}: expected a model of which nothing else is trained or measured, got one that shares ${what} with a model in the middle of ${user}; try awaiting that first, or one of its own for each model`,
    );
  const optimizer = optimizers.adam();
  const dense = nn.dense(2, { activation: "softmax" });
  const metric = metrics.meanOf("mean", () => 1);
  const loss = "sparseCategoricalCrossentropy";
  const [a, b, c] = [make(), make(), nn.sequential([dense])];
  a.compile({ optimizer, loss });
  b.compile({ optimizer, loss, metrics: [metric] });
  c.compile({ optimizer: "sgd", loss, metrics: [metric] });
  const first = a.fit([x, y], quiet);
  await expect(b.fit([x, y], quiet)).rejects.toThrow(shared("fit", "its optimizer", "fit"));
  await first;
  await b.fit([x, y], quiet);

  const measuring = b.evaluate([x, y], { batchSize: 2 });
  await expect(c.evaluate([x, y])).rejects.toThrow(shared("evaluate", "the metric mean", "evaluate"));
  await measuring;

  const d = nn.sequential([dense, nn.relu()]);
  d.compile({ optimizer: "sgd", loss });
  c.predict(x);
  const training = c.fit([x, y], quiet);
  await expect(d.fit([x, y], quiet)).rejects.toThrow(shared("fit", "weights", "fit"));
  await training;
  dense.trainable = false;
  const head = () => {
    const model = nn.sequential([dense, nn.dense(2, { activation: "softmax" })]);
    model.compile({ optimizer: "sgd", loss });
    return model.fit([x, y], quiet);
  };
  await Promise.all([head(), head()]);
});
