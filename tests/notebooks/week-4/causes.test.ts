import { readFileSync } from "node:fs";
import { datasets, nn, optimizers, tensor } from "gradbook";
import { describe, expect, it } from "vitest";
import { findLessons } from "../../../notebooks/tools/lessons/catalog.js";
import { printed, sourceOf } from "../printed.js";

// Each causal sentence of week 4's lessons, held by the intervention that it names.
const lesson = (name: string) => findLessons().find((each) => each.name === `week-4/${name}`)!.notebook;
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe("4.2 Down the valley", () => {
  const notebook = lesson("optimizers");

  /** Sixty steps in the lesson's valley, turned by an angle: the losses and the way. */
  function walk(optimizer: optimizers.Optimizer, degrees = 0) {
    const [c, s] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
    const w = tensor([-1.8 * c - 0.4 * s, 0.4 * c - 1.8 * s], { dtype: "float64", requiresGrad: true });
    const turn = tensor(
      [
        [c, -s],
        [s, c],
      ],
      { dtype: "float64" },
    );
    const path: number[][] = [];
    let last = Number.NaN;
    for (let step = 0; step <= 60; step++) {
      const loss = w
        .reshape([1, 2])
        .matmul(turn)
        .square()
        .mul(tensor([[0.5, 50]]))
        .sum();
      loss.backward();
      last = loss.item();
      path.push([...w.data]);
      optimizer.step([w]);
    }
    return { loss: last, path };
  }
  const rates = [0.003, 0.005, 0.01, 0.015, 0.019, 0.03, 0.05, 0.07, 0.1, 0.2, 0.3, 0.5];
  const best = (make: (learningRate: number) => optimizers.Optimizer, degrees: number) =>
    Math.min(...rates.map((rate) => walk(make(rate), degrees).loss));

  it("RMSProp's first step is as long along the valley as across it", () => {
    const [from, to] = walk(optimizers.rmsprop({ learningRate: 0.05 })).path;
    const [along, across] = [0, 1].map((i) => Math.abs(to![i]! - from![i]!));
    expect(along).toBeCloseTo(across!, 6);
    expect(sourceOf(notebook, "race-see")).toContain("as long along the valley as across it");
  });

  it("it is momentum that lets Adam shoot past the goal: without it, it does not", () => {
    const furthest = (beta1: number) =>
      Math.max(...walk(optimizers.adam({ learningRate: 0.2, beta1 })).path.map(([w1]) => w1!));
    expect(furthest(0.9)).toBeGreaterThan(0.3);
    expect(furthest(0)).toBeLessThan(0.01);
    expect(sourceOf(notebook, "race-see")).toContain(
      "has momentum on top, so it shoots past the goal and swings back",
    );
  });

  it("it is momentum that brings Adam back at 45°: RMSProp with it comes, too, and Adam without does not", () => {
    expect(best((learningRate) => optimizers.adam({ learningRate }), 45)).toBeLessThan(0.005);
    expect(best((learningRate) => optimizers.adam({ learningRate, beta1: 0 }), 45)).toBeGreaterThan(0.05);
    expect(best((learningRate) => optimizers.rmsprop({ learningRate, momentum: 0.9 }), 45)).toBeLessThan(
      0.005,
    );
    expect(best((learningRate) => optimizers.rmsprop({ learningRate }), 45)).toBeGreaterThan(0.05);
    expect(sourceOf(notebook, "turn-see")).toContain("Adam, which *has* momentum, comes back");
  });
});

describe("4.3 What training must not learn", () => {
  it("the large network pays for being sure: less sure of the same answers, it pays a third", async () => {
    const moons = (count: number, seed: number) => {
      const { points, labels } = datasets.moons(count, { noise: 0.35, seed });
      return { points, target: labels.reshape([count, 1]) };
    };
    const unseen = moons(500, 99);
    const truth = unseen.target.toArray().flat();
    const { points, target } = moons(100, 1);
    const hidden = [1, 2].map(() => nn.dense(64, { activation: "relu" }));
    const model = nn.sequential([...hidden, nn.dense(1)], { seed: 1 });
    const optimizer = optimizers.adam({ learningRate: 0.01 });
    const sigmoid = nn.sequential([model, nn.activation("sigmoid")]);
    sigmoid.compile({ optimizer, loss: "binaryCrossentropy" });
    await sigmoid.fit([points, target], { epochs: 300, batchSize: 100, progress: "none" });
    const logits = (model.apply(unseen.points).toArray() as number[][]).flat();
    const loss = (times: number) =>
      mean(logits.map((z, i) => Math.log1p(Math.exp(-(truth[i] ? 1 : -1) * z * times))));
    expect(loss(1 / 5) / loss(1)).toBeGreaterThan(0.15);
    expect(loss(1 / 5) / loss(1)).toBeLessThan(0.4);
    expect(sourceOf(lesson("overfitting"), "curves-see")).toContain("falls to about a third");
  });
});

describe("4.4 Dropout and ensembles", () => {
  const notebook = lesson("dropout-and-ensembles");

  it("dropout makes a network less sure where it is wrong, and that lowers the loss there", () => {
    // Measured by sureness.ts beside it on the real MNIST.
    const file = new URL("reference/sureness.json", import.meta.url);
    const frozen = JSON.parse(readFileSync(file, "utf8")) as Record<
      string,
      { share: number; loss: number }[]
    >;
    const [without, withDropout] = [frozen["0"]!, frozen["0.5"]!];
    const of = (runs: typeof without, what: "share" | "loss") => runs.map((run) => run[what]);
    expect(Math.max(...of(withDropout, "share"))).toBeLessThan(Math.min(...of(without, "share")));
    expect(Math.max(...of(withDropout, "loss"))).toBeLessThan(Math.min(...of(without, "loss")));
    const shares = [without, withDropout].map((runs) => mean(of(runs, "share")).toFixed(2));
    expect(sourceOf(notebook, "mnist-see")).toContain(`falls from ${shares[0]} to ${shares[1]} there`);
  });

  it("it is what they get wrong together: five that erred apart would reach far more", () => {
    const number = (line: number) => Number(/([\d.]+) %/.exec(printed(notebook, "both")[line]!)![1]) / 100;
    const [alone, together] = [
      number(0),
      1 - Number(/([\d.]+)$/.exec(printed(notebook, "ensemble-chart")[1]!)![1]),
    ];
    const apart = [3, 4, 5].reduce((sum, k) => {
      const ways = k === 3 ? 10 : k === 4 ? 5 : 1;
      return sum + ways * alone ** k * (1 - alone) ** (5 - k);
    }, 0);
    expect(apart).toBeLessThan(0.003);
    expect(together).toBeGreaterThan(15 * apart);
    expect(sourceOf(notebook, "summary")).toContain("That is why five networks reach 97 % and not 99.94 %");
  });

  it("the first member that joins gains most, and each later one less", () => {
    const means = printed(notebook, "members-chart").map((line) => Number(/([\d.]+) %/.exec(line)![1]));
    const gains = means.slice(1).map((value, i) => value - means[i]!);
    expect(gains).toEqual([...gains].sort((a, b) => b - a));
    const told = gains.map((gain) => gain.toFixed(2));
    const text = sourceOf(notebook, "members-see");
    expect(text).toContain(
      `gain ${told[0]} points on one, the third adds ${told[1]}, the fourth ${told[2]}, the fifth ${told[3]}`,
    );
  });
});
