import { readFileSync } from "node:fs";
import { datasets, losses, nn, optimizers, random, type Tensor, tensor } from "gradbook";
import { describe, expect, it } from "vitest";
import { findLessons } from "../../../notebooks/tools/lessons/catalog.js";
import { printed, sourceOf } from "../printed.js";

// Each causal sentence of week 4's lessons, held by the intervention that it names.
const lesson = (name: string) => findLessons().find((each) => each.name === `week-4/${name}`)!.notebook;
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe("4.1 How many examples at a time?", () => {
  it("24 rows in one product take far less than 24 products of one row", () => {
    const weights = random.generator(1).normal([256, 256]);
    const rows = random.generator(2).normal([24, 256]);
    const single = Array.from({ length: 24 }, (_, i) => rows.slice([[i, i + 1]]));
    const fastest = (work: () => unknown) =>
      Math.min(
        ...Array.from({ length: 40 }, () => {
          const from = performance.now();
          work();
          return performance.now() - from;
        }),
      );
    const together = fastest(() => rows.matmul(weights).data);
    const apart = fastest(() => single.map((row) => row.matmul(weights).data));
    expect(together).toBeLessThan(0.8 * apart);
  });

  it("sorted examples drive the weights to and fro where each part wants another line, and not on one line", () => {
    const draw = random.generator(1);
    const xs = draw.uniform([240], { low: -1, high: 2 }).toArray();
    const noise = draw.normal([240]).toArray();
    const sorted = [...xs.keys()].sort((i, k) => xs[i]! - xs[k]!);
    /** How far the weight swings within the last of twenty epochs with batches of 24. */
    function swing({ bend, shuffles }: { bend: number; shuffles: boolean }): number {
      const ys = xs.map((x, i) => 1.5 * x ** bend - 0.5 + noise[i]!);
      const shuffler = random.generator(1);
      const path: number[] = [];
      let [w, b] = [-1, 2];
      for (let epoch = 0; epoch < 20; epoch++) {
        const today = shuffles ? shuffler.shuffle(sorted) : sorted;
        for (let k = 0; k < 240; k += 24) {
          const rows = today.slice(k, k + 24);
          const wrong = rows.map((i) => w * xs[i]! + b - ys[i]!);
          w -= 0.1 * mean(wrong.map((error, j) => 2 * error * xs[rows[j]!]!));
          b -= 0.1 * mean(wrong.map((error) => 2 * error));
          if (epoch === 19) path.push(w);
        }
      }
      return Math.max(...path) - Math.min(...path);
    }
    const answer = sourceOf(lesson("mini-batches"), "summary");
    expect(answer).toContain("On our data that does no harm");
    expect(swing({ bend: 1, shuffles: false })).toBeLessThan(swing({ bend: 1, shuffles: true }));
    expect(answer).toContain("swing to and fro in each epoch");
    expect(swing({ bend: 2, shuffles: false })).toBeGreaterThan(3 * swing({ bend: 2, shuffles: true }));
  });
});

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

  it("it is a memory that is too long that lets momentum shoot past the goal: with a shorter one it does not", () => {
    const furthest = (momentum: number) =>
      Math.max(...walk(optimizers.sgd({ learningRate: 0.01, momentum })).path.map(([w1]) => w1!));
    expect(furthest(0.99)).toBeGreaterThan(1);
    expect(furthest(0.5)).toBeLessThan(0.01);
    expect(sourceOf(notebook, "beta-see")).toContain("it remembers so long that it shoots past the goal");
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

describe("4.2 Down the valley: the mean of the last slopes", () => {
  it("cancels what changes sign with every step, and keeps what does not", () => {
    const meanOf = (slope: (t: number) => number) => {
      let v = 0;
      return Array.from({ length: 100 }, (_, t) => {
        v = 0.9 * v + 0.1 * slope(t);
        return v;
      });
    };
    const [along, across] = [meanOf(() => 1), meanOf((t) => (-1) ** t)];
    expect(along.at(-1)).toBeCloseTo(1, 4);
    expect(Math.max(...across.map(Math.abs))).toBeCloseTo(0.1, 10);
    expect(Math.abs(across.at(-1)!)).toBeLessThan(0.06);
    expect(sourceOf(lesson("optimizers"), "momentum")).toContain("the zigzag cancels, the way along remains");
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

describe("4.3 What training must not learn: one point", () => {
  it("a point in the other moon gets a place of its own in the boundary", () => {
    const { points, labels } = datasets.moons(100, { noise: 0.35, seed: 1 });
    const target = labels.reshape([100, 1]);
    const places = points.toArray() as number[][];
    const truth = labels.toArray() as number[];
    // The middle of the other moon, as the points of its class have it.
    const other = places.filter((_, i) => truth[i] !== truth[0]);
    const deep = [0, 1].map((axis) => mean(other.map((place) => place[axis]!)));
    function answerThere(first: readonly number[]): number {
      const known = tensor([[...first], ...places.slice(1)]);
      const hidden = [1, 2].map(() => nn.dense(64, { activation: "relu" }));
      const model = nn.sequential([...hidden, nn.dense(1, { activation: "sigmoid" })], { seed: 1 });
      model.apply(known);
      const optimizer = optimizers.adam({ learningRate: 0.01 });
      for (let step = 0; step < 300; step++) {
        losses.binaryCrossentropy(target, model.apply(known)).backward();
        optimizer.step(model.parameters());
      }
      return Math.abs((model.apply(tensor([deep])) as Tensor).item() - truth[0]!);
    }
    expect(sourceOf(lesson("overfitting"), "pull-see")).toContain("the boundary grows a bump, or an island");
    expect(answerThere(places[0]!)).toBeGreaterThan(0.5);
    expect(answerThere(deep)).toBeLessThan(0.5);
  });
});

describe("4.3 What training must not learn: the test set", () => {
  it("who chooses much on one set finds its number too good there, and not on a set that is opened once", () => {
    const dice = random.generator(3);
    const coinTosses = (count: number) => mean([...dice.uniform([count]).data].map((u) => Number(u < 0.5)));
    /** The best of some networks that know nothing, chosen on 100 points: what it gets there, and on others. */
    const chosen = (networks: number) =>
      mean(
        Array.from({ length: 50 }, () =>
          Math.max(...Array.from({ length: networks }, () => coinTosses(100))),
        ),
      );
    expect(chosen(1)).toBeCloseTo(0.5, 1);
    expect(chosen(50)).toBeGreaterThan(0.58);
    // Nothing was chosen on the other set, so a coin stays a coin there.
    expect(coinTosses(5000)).toBeCloseTo(0.5, 1);
  });
});

describe("4.4 Dropout and ensembles: what fit reports", () => {
  it("the loss under masks is higher than that of the same network without", async () => {
    const { train } = datasets.drawnDigits({ train: 500, test: 10, seed: 1 });
    const layers = [nn.dense(64, { activation: "relu" }), nn.dropout(0.5)];
    const model = nn.sequential([...layers, nn.dense(10, { activation: "softmax" })], { seed: 1 });
    model.compile({ optimizer: "adam", loss: "sparseCategoricalCrossentropy" });
    await model.fit([train.images, train.labels], { epochs: 5, batchSize: 50, progress: "none" });
    const lossOf = (shares: Tensor) => losses.sparseCategoricalCrossentropy(train.labels, shares).item();
    const masked = lossOf(model.apply(train.images, { training: true }) as Tensor);
    expect(masked).toBeGreaterThan(1.1 * lossOf(model.apply(train.images) as Tensor));
  });
});

describe("4.4 Dropout and ensembles: the price of a mean", () => {
  it("-ln p bends upwards, so half way between two shares it is below half way between their prices", () => {
    const shares = [0.05, 0.1, 0.3, 0.5, 0.9, 0.99];
    const below = (price: (p: number) => number) =>
      shares.flatMap((p) =>
        shares.filter((q) => q > p).map((q) => (price(p) + price(q)) / 2 - price((p + q) / 2)),
      );
    expect(Math.min(...below((p) => -Math.log(p)))).toBeGreaterThan(0);
    // A price that is a straight line would gain nothing, one that bends downwards would lose.
    expect(Math.max(...below((p) => 1 - p).map(Math.abs))).toBeLessThan(1e-12);
    expect(Math.max(...below((p) => -(p ** 2)))).toBeLessThan(0);
    expect(sourceOf(lesson("dropout-and-ensembles"), "ensemble-see")).toContain(
      "bends upwards, so the straight line",
    );
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
      1 - Number(/([\d.]+)$/.exec(printed(notebook, "ensemble-scores")[1]!)![1]),
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
