import { data, datasets, initializers, metrics, nn } from "gradbook";
import { expect, it } from "vitest";
import { describeWith, needs } from "../../support/needs.js";

describeWith(needs.data(), "on the real data", () => {
  it.each([1, 2, 3])(
    "the Fashion-MNIST classifier's first epoch, seed %i",
    { timeout: 300_000 },
    async (seed) => {
      const { train } = await datasets.fashionMnist();
      const batches = data.Dataset.fromTensorSlices([train.pixels, train.labels])
        .shuffle(60_000, { seed })
        .batch(128, { dropRemainder: true });
      const model = nn.sequential(
        [nn.dense(512), nn.batchNormalization(), nn.relu(), nn.dense(10, { activation: "softmax" })],
        { seed },
      );
      model.compile({ optimizer: "adam", loss: "sparseCategoricalCrossentropy", metrics: ["accuracy"] });
      const history = await model.fit(batches, { progress: "none" });
      expect(history.last("loss")).toBeGreaterThan(0.423);
      expect(history.last("loss")).toBeLessThan(0.443);
      expect(history.last("accuracy")).toBeGreaterThan(0.839);
      expect(history.last("accuracy")).toBeLessThan(0.851);
    },
  );

  it.each([
    ["N(0, 1)", () => initializers.randomNormal({ stddev: 1, seed: 1 }), 0.84, 0.87],
    ["Xavier uniform", () => initializers.glorotUniform({ seed: 1 }), 0.955, 0.968],
    ["He uniform", () => initializers.heUniform({ seed: 1 }), 0.955, 0.97],
  ] as const)("MNIST after one epoch from %s", { timeout: 300_000 }, async (_name, make, least, most) => {
    const { train, test } = await datasets.mnist();
    const kernelInitializer = make();
    const hidden = () => nn.dense(256, { activation: "relu", kernelInitializer });
    const model = nn.sequential([
      hidden(),
      hidden(),
      nn.dense(10, { activation: "softmax", kernelInitializer }),
    ]);
    model.compile({ optimizer: "adam", loss: "sparseCategoricalCrossentropy" });
    const batches = data.Dataset.fromTensorSlices([train.pixels, train.labels])
      .shuffle(60_000, { seed: 1 })
      .batch(128);
    await model.fit(batches, { progress: "none" });
    const accuracy = metrics.accuracy(test.labels, model.predict(test.images, { batchSize: 1000 }));
    expect(accuracy).toBeGreaterThan(least);
    expect(accuracy).toBeLessThan(most);
  });
});
