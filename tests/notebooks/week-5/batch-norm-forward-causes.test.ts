import { datasets, losses, nn, optimizers, random, type Tensor, train } from "gradbook";
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

describe("the past", () => {
  const [seen, unseen] = [1, 2].map((seed) => datasets.moons(400, { noise: 0.15, seed }));
  const far = (set: typeof seen) => set!.points.mul(3).add(10) as Tensor<[number, number]>;
  const [x, t] = [far(seen), seen!.labels.reshape([400, 1]).cast("float32")];
  const accuracy = (logits: Tensor) =>
    [...logits.data].filter((z, i) => Number(Number(z) > 0) === unseen!.labels.data[i]).length / 400;

  /** The lesson's network after some steps, in batches of 40. */
  function trained({ momentum = 0.99, seed = 1, steps = 300, rate = (_step: number) => 0.01 }) {
    const layer = () => [nn.dense(16), nn.batchNormalization({ momentum }), nn.relu()];
    const model = nn.sequential([...layer(), ...layer(), nn.dense(1)], { seed });
    model.apply(x, { training: true });
    const optimizer = optimizers.adam({ learningRate: rate });
    for (let i = 0; i < steps; i++) {
      const rows: [number, number] = [(40 * i) % 400, ((40 * i) % 400) + 40];
      const logits = model.apply(x.slice([rows]), { training: true });
      losses.binaryCrossentropy(t.slice([rows]), logits, { fromLogits: true }).backward();
      optimizer.step(model.parameters());
    }
    return model;
  }

  it("training never uses the running statistics: with another momentum the weights are the same", () => {
    const [slow, quick] = [0.99, 0.9].map((momentum) =>
      trained({ momentum, steps: 40 })
        .parameters()
        .map((parameter) => [...parameter.data]),
    );
    expect(slow).toEqual(quick);
    expect(sourceOf(notebook, "inference-see")).toContain(
      "Training itself never uses the running statistics",
    );
  });

  it("costs next to nothing when the learning rate falls, so that the weights stop moving", () => {
    /** How many points the past costs: the start is divided out, and the rest is what own statistics would win. */
    function past(rate: (step: number) => number): number {
      const costs = [1, 2, 3].map((seed) => {
        const model = trained({ seed, rate });
        const left = 0.99 ** 301;
        for (const layer of model.layers) {
          if (!(layer instanceof nn.BatchNormalization)) continue;
          layer.movingMean = (layer.movingMean as Tensor).div(1 - left) as never;
          layer.movingVariance = (layer.movingVariance as Tensor).sub(left).div(1 - left) as never;
        }
        const remembered = accuracy(model.apply(far(unseen)) as Tensor);
        return 100 * (accuracy(model.apply(far(unseen), { training: true }) as Tensor) - remembered);
      });
      return costs.reduce((sum, cost) => sum + cost, 0) / 3;
    }
    const [constant, falling] = [past(() => 0.01), past((step) => 0.01 * 0.97 ** step)];
    expect(constant).toBeGreaterThan(3);
    expect(Math.abs(falling)).toBeLessThan(1.5);
    expect(sourceOf(notebook, "suspects-see")).toContain(
      "a learning rate that falls, so that the weights stop",
    );
  });
});

describe("what the running statistics make of darker pictures", () => {
  it("their numbers come out shifted and narrower; by their own statistics they would not", () => {
    const pictures = random.generator(1).uniform([200, 5]).add(1) as Tensor<[number, number]>;
    const dark = pictures.mul(0.5) as Tensor<[number, number]>;
    const norm = nn.batchNormalization({ momentum: 0, epsilon: 1e-7 });
    norm.apply(pictures, { training: true });
    const [usual, remembered] = [pictures, dark].map((rows) => norm.apply(rows) as Tensor);
    expect(remembered!.std().item() / usual!.std().item()).toBeCloseTo(0.5, 1);
    expect(usual!.mean().item()).toBeCloseTo(0, 4);
    expect(Math.abs(remembered!.mean().item())).toBeGreaterThan(1);
    const own = norm.apply(dark, { training: true }) as Tensor;
    expect(own.sub(usual!).abs().max().item()).toBeLessThan(1e-3);
  });
});

describe("a sigmoid behind the layer", () => {
  it("γ says how much of it is used, β which part", () => {
    const standard = [...random.generator(1).normal([2000]).data].map(Number);
    const answers = (gamma: number, beta: number) =>
      standard.map((value) => 1 / (1 + Math.exp(-(gamma * value + beta))));
    const atTheEnds = (values: readonly number[]) => values.filter((y) => y < 0.05 || y > 0.95).length / 2000;
    const shares = [0.25, 1, 8].map((gamma) => atTheEnds(answers(gamma, 0)));
    expect(shares[0]).toBe(0);
    expect(shares[2]).toBeGreaterThan(0.6);
    const middle = (beta: number) => answers(0.25, beta).reduce((sum, y) => sum + y, 0) / 2000;
    expect([middle(-2), middle(0), middle(2)].map((y) => y.toFixed(1))).toEqual(["0.1", "0.5", "0.9"]);
  });
});
