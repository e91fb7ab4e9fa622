import { datasets, losses, nn, type Tensor } from "gradbook";
import { describe, expect, it } from "vitest";
import { findLessons } from "../../../notebooks/tools/lessons/catalog.js";
import { describeWith, needs } from "../../support/needs.js";
import { printed, sourceOf } from "../printed.js";

const { notebook } = findLessons().find(({ name }) => name === "week-6/fashion-mnist")!;

// Causal sentences of the lesson, held by the intervention that they name.
describe("6.2 The Fashion-MNIST classifier: pixels that are 255 times as large", () => {
  it("make sums as much larger and shares near 0 and 1, and that is the loss: divided again, it is gone", async () => {
    const { train: known, test } = datasets.drawnDigits({ train: 500, test: 300, seed: 2 });
    const [learned, asked] = [known, test].map(({ images }) => images.reshape([-1, 784]));
    const model = nn.sequential([nn.dense(32, { activation: "relu" }), nn.dense(10)], { seed: 1 });
    const loss = (sums: Tensor) =>
      losses.sparseCategoricalCrossentropy(test.labels, sums, { fromLogits: true }).item();
    model.compile({
      optimizer: "adam",
      loss: (labels, sums) =>
        losses.sparseCategoricalCrossentropy(labels as never, sums as never, { fromLogits: true }),
    });
    await model.fit([learned!, known.labels], { epochs: 8, batchSize: 50, progress: "none" });
    const [ours, hers] = [asked!, asked!.mul(255)].map((rows) => model.apply(rows) as Tensor);
    const sure = (sums: Tensor) => sums.softmax().max(1).mean().item();
    const right = (sums: Tensor) => sums.argmax(1).equal(test.labels).cast("float32").mean().item();
    expect(hers!.std().item() / ours!.std().item()).toBeCloseTo(255, -1);
    expect(sure(ours!)).toBeLessThan(0.95);
    expect(sure(hers!)).toBeGreaterThan(0.99);
    // Believable is the accuracy, and not the loss.
    expect(right(hers!)).toBeGreaterThan(right(ours!) - 0.05);
    expect(loss(hers!)).toBeGreaterThan(10 * loss(ours!));
    expect(loss(hers!.div(255))).toBeCloseTo(loss(ours!), 1);
    expect(sourceOf(notebook, "exercise-4-help")).toContain("hence the loss");
  });
});

describeWith([needs.data()], "6.2 The Fashion-MNIST classifier: guessing", () => {
  it("gets a tenth right, whatever is guessed, since each class has as many pictures as the others", async () => {
    expect(printed(notebook, "load").join("\n")).toContain(`of each class${" 6000".repeat(10)}`);
    const { test } = await datasets.fashionMnist();
    expect(test.countPerClass()).toEqual(Array(10).fill(1000));
  });
});
