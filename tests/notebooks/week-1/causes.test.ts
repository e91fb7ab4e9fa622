import { losses, optimizers, random, type Tensor, tensor } from "gradbook";
import { describe, expect, it } from "vitest";
import { findLessons } from "../../../notebooks/tools/lessons/catalog.js";
import { sourceOf } from "../printed.js";

// Each causal sentence of week 1's lessons, held by the intervention that it names.
describe("1.2 Training XOR: why more hidden neurons help", () => {
  const { notebook } = findLessons().find(({ name }) => name === "week-1/training-xor")!;
  const [networks, hidden] = [10, 10];
  const corners = [
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
  ] as const;
  const targets = [0, 1, 1, 0];
  const sigmoid = (z: number) => 1 / (1 + Math.exp(-z));

  /** Ten networks of ten hidden neurons, trained as in the lesson: their parameters as nested lists. */
  function trained() {
    const draws = Array.from({ length: networks }, (_, seed) => random.generator(seed));
    const stack = (rows: number, columns: number) =>
      tensor(
        draws.map((draw) => draw.normal([rows, columns]).toArray()),
        { requiresGrad: true },
      ) as Tensor<[number, number, number]>;
    const [W1, b1, W2, b2] = [stack(2, hidden), stack(1, hidden), stack(hidden, 1), stack(1, 1)] as const;
    const X = tensor(corners.map((corner) => [...corner]));
    const T = tensor(draws.map(() => targets.map((target) => [target])));
    const optimizer = optimizers.sgd({ learningRate: 0.1 });
    for (let epoch = 0; epoch <= 10_000; epoch++) {
      const logits = X.matmul(W1).add(b1).sigmoid().matmul(W2).add(b2) as Tensor<[number, number, number]>;
      losses.binaryCrossentropy(T, logits, { fromLogits: true }).mul(networks).backward();
      optimizer.step([W1, b1, W2, b2]);
    }
    return [W1, b1, W2, b2].map((parameter) => parameter.toArray()) as number[][][][];
  }

  it("two of the ten do XOR by themselves, while the other eight give their mean answer", () => {
    const [W1, b1, W2, b2] = trained();
    const pairs = Array.from({ length: hidden }, (_, i) => i).flatMap((i) =>
      Array.from({ length: i }, (_, j) => [i, j] as const),
    );
    for (let n = 0; n < networks; n++) {
      const answers = corners.map(([x1, x2]) =>
        b1![n]![0]!.map((bias, j) => sigmoid(x1 * W1![n]![0]![j]! + x2 * W1![n]![1]![j]! + bias)),
      );
      const means = b1![n]![0]!.map((_, j) => answers.reduce((sum, row) => sum + row[j]!, 0) / 4);
      const isXor = (kept: readonly number[]) =>
        answers.every((row, corner) => {
          const inputs = row.map((answer, j) => (kept.includes(j) ? answer : means[j]!));
          const logit = inputs.reduce((sum, k, j) => sum + k * W2![n]![j]![0]!, b2![n]![0]![0]!);
          return Number(logit > 0) === targets[corner];
        });
      expect(isXor(Array.from({ length: hidden }, (_, j) => j)), `seed ${n}`).toBe(true);
      expect(pairs.some(isXor), `seed ${n}`).toBe(true);
    }
    expect(sourceOf(notebook, "why")).toContain("two neurons do XOR by themselves");
  });
});

describe("1.2 Training XOR: stuck", () => {
  const { notebook } = findLessons().find(({ name }) => name === "week-1/training-xor")!;

  /** The loss of seed 4's network with two hidden neurons after so many epochs, and how long its gradient is then. */
  function trainedFor(...stops: number[]): { loss: number; slope: number }[] {
    const draw = random.generator(4);
    const parts = (
      [
        [2, 2],
        [1, 2],
        [2, 1],
        [1, 1],
      ] as const
    ).map(([rows, columns]) => [...draw.normal([rows, columns]).data].map(Number));
    const p = parts.flat();
    const corners = [
      [0, 0, 0],
      [0, 1, 1],
      [1, 0, 1],
      [1, 1, 0],
    ] as const;
    const sigmoid = (z: number) => 1 / (1 + Math.exp(-z));
    const found: { loss: number; slope: number }[] = [];
    for (let epoch = 0; epoch <= Math.max(...stops); epoch++) {
      const slopes = p.map(() => 0);
      let loss = 0;
      for (const [x1, x2, target] of corners) {
        const k = [0, 1].map((j) => sigmoid(x1 * p[j]! + x2 * p[2 + j]! + p[4 + j]!));
        const y = sigmoid(k[0]! * p[6]! + k[1]! * p[7]! + p[8]!);
        loss -= Math.log(target === 1 ? y : 1 - y) / 4;
        const d = (y - target) / 4;
        slopes[8]! += d;
        for (const j of [0, 1]) {
          slopes[6 + j]! += d * k[j]!;
          const back = d * p[6 + j]! * k[j]! * (1 - k[j]!);
          slopes[j]! += back * x1;
          slopes[2 + j]! += back * x2;
          slopes[4 + j]! += back;
        }
      }
      if (stops.includes(epoch)) found.push({ loss, slope: Math.hypot(...slopes) });
      slopes.forEach((slope, i) => {
        p[i]! -= 0.1 * slope;
      });
    }
    return found;
  }

  it("the loss falls towards ln 2 / 2 and not below, however long, since the slopes die out", () => {
    const [start, half, end, far] = trainedFor(0, 5000, 10_000, 200_000);
    expect(sourceOf(notebook, "why")).toContain("from $0.3745$ to $0.3553$");
    expect(half!.loss).toBeCloseTo(0.3745, 3);
    expect(end!.loss).toBeCloseTo(0.3553, 3);
    // Twenty times as long.
    expect(far!.loss).toBeGreaterThan(Math.LN2 / 2);
    expect(far!.loss).toBeLessThan(0.35);
    expect(end!.slope).toBeLessThan(0.1 * start!.slope);
    expect(far!.slope).toBeLessThan(0.01 * start!.slope);
  });
});

describe("1.2 Training XOR: downhill on one number", () => {
  it("against the slope the loss falls at every step; with the slope it climbs at every step", () => {
    const sums = [-10.482004, -0.719532, -0.719532, -9.688952];
    const loss = (b: number) =>
      sums.reduce((all, z, i) => all + Math.log1p(Math.exp((i === 1 || i === 2 ? -1 : 1) * (z + b))), 0) / 4;
    const slope = (b: number) => (loss(b + 1e-4) - loss(b - 1e-4)) / 2e-4;
    function walk(sign: number): number[] {
      let b = -6;
      return Array.from({ length: 5 }, () => {
        const now = loss(b);
        b += sign * 4 * slope(b);
        return now;
      });
    }
    expect(walk(-1)).toEqual([...walk(-1)].sort((x, y) => y - x));
    expect(walk(1)).toEqual([...walk(1)].sort((x, y) => x - y));
  });
});
