import { datasets, losses, nn, optimizers, type Tensor, train } from "gradbook";
import { describe, expect, it } from "vitest";
import { findLessons } from "../../../notebooks/tools/lessons/catalog.js";
import { printed, sourceOf } from "../printed.js";

const { notebook } = findLessons().find(({ name }) => name === "week-5/batch-norm-forward")!;

// Each causal sentence of the lesson, held by the intervention that it names.
describe("why momentum 0.99 answers worse than 0.9", () => {
  const [at200, at300] = printed(notebook, "suspects").map((line) => line.match(/0\.\d+/g)!.map(Number));
  const points = (better: number, worse: number) => 100 * (better - worse);

  it("at step 200 most of it is the start: taking that out wins 14 of 20 points back", () => {
    const [remembered, withoutStart, own] = at200!;
    expect(points(withoutStart!, remembered!)).toBeCloseTo(14.2, 0);
    expect(points(own!, withoutStart!)).toBeCloseTo(5.6, 0);
    expect(sourceOf(notebook, "suspects-see")).toContain("the start costs 14 points and the past 6");
  });

  it("at step 300 most of it is the past", () => {
    const [remembered, withoutStart, own] = at300!;
    expect(points(withoutStart!, remembered!)).toBeCloseTo(3.5, 0);
    expect(points(own!, withoutStart!)).toBeCloseTo(8, 0);
    expect(sourceOf(notebook, "suspects-see")).toContain("only 3.5, and the past, with 8, is the larger");
  });
});

describe("what moves inside a network", () => {
  const { points, labels } = datasets.moons(100, { noise: 0.15, seed: 1 });
  const target = labels.reshape([100, 1]).cast("float32");

  /** σ of what enters the third tanh after 100 steps, with γ and β learned or left out. */
  function sigmaAfter100(learned: boolean): number {
    const norm = () => nn.batchNormalization({ center: learned, scale: learned });
    const layer = () => [nn.dense(12), norm(), nn.activation("tanh")];
    const model = nn.sequential([...layer(), ...layer(), ...layer(), nn.dense(1)], { seed: 1 });
    model.apply(points);
    const optimizer = optimizers.sgd({ learningRate: 0.5 });
    const step = train.step((x: typeof points, t: typeof target) => {
      const loss = losses.binaryCrossentropy(t, model.apply(x, { training: true }), { fromLogits: true });
      loss.backward();
      optimizer.step(model.parameters());
      return { loss };
    });
    for (let i = 0; i < 100; i++) step(points, target);
    const { layers } = nn.capture(model, points, { training: true });
    return (layers.at(-3)!.output as Tensor).std().item();
  }

  it("only γ and β can change the σ of a normalized layer: without them it stays 1", () => {
    expect(sourceOf(notebook, "drift-see")).toContain("Only $\\gamma$ and $\\beta$ can change it");
    expect(sigmaAfter100(false)).toBeCloseTo(1, 2);
    expect(sigmaAfter100(true)).toBeGreaterThan(1.04);
  });
});
