import { data, nn, plot, random, tensor } from "gradbook";
import { describe, expect, it } from "vitest";

const x = random.generator(1).normal([100, 4]);
const y = tensor(Int32Array.from({ length: 100 }, (_, i) => (x.data[i * 4]! > 0 ? 1 : 0)));

function classifier() {
  const model = nn.sequential([nn.dense(8, { activation: "relu" }), nn.dense(2, { activation: "softmax" })], {
    seed: 1,
  });
  model.compile({ optimizer: "adam", loss: "sparseCategoricalCrossentropy", metrics: ["accuracy"] });
  return model;
}

describe("a Dataset", () => {
  const train = data.Dataset.fromTensorSlices([x, y])
    .shuffle(100, { seed: 1 })
    .batch(16, { dropRemainder: true });

  it("is what fit, evaluate and predict take", async () => {
    const model = classifier();
    const history = await model.fit(train, { epochs: 15, validationData: train.take(2), progress: "none" });
    expect(history.last("accuracy")).toBeGreaterThan(0.7);
    expect(Object.keys(history.history)).toEqual(["loss", "accuracy", "valLoss", "valAccuracy"]);
    expect((await model.evaluate(train)).accuracy).toBeGreaterThan(0.7);
    expect((await model.predict(train)).shape).toEqual([96, 2]);
    expect(plot.history(history).data.length).toBe(4);
  });

  it("that gives nothing is named", async () => {
    const none = data.Dataset.fromTensorSlices([x, y]).batch(128, { dropRemainder: true });
    await expect(classifier().fit(none, { progress: "none" })).rejects.toThrow(
      "fit: expected at least one batch, got none in epoch 1; try a smaller batch size (dropRemainder drops the only batch of small data)",
    );
  });

  it("that was not batched is refused", async () => {
    const rows = data.Dataset.fromTensorSlices([x, y]);
    await expect(classifier().fit(rows, { progress: "none" })).rejects.toThrow(
      "fit: expected batches, got x [4] and y []; try .batch(32)",
    );
  });
});
