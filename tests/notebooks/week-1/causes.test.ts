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
