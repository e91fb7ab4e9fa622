import { random, tensor } from "gradbook";
import { describe, expect, it } from "vitest";
import { findLessons } from "../../../notebooks/tools/lessons/catalog.js";
import { sourceOf } from "../printed.js";

const { notebook } = findLessons().find(({ name }) => name === "week-5/batch-norm-backward")!;

// Causal sentences of the lesson, held by the intervention that they name.
describe("5.2 Batch normalization, backward", () => {
  it("normalization cancels a factor on all weights: the answers do not depend on it, without the layer they do", () => {
    const dice = random.generator(3);
    const [data, weights] = [dice.normal([32, 6]), dice.normal([6, 1])];
    const answers = (factor: number, normalizes: boolean) => {
      const sums = data.matmul(weights.mul(factor));
      const away = sums.sub(sums.mean(0));
      return normalizes ? away.div(away.square().mean(0).add(1e-7).sqrt()) : sums;
    };
    const apart = (normalizes: boolean) =>
      answers(10, normalizes).sub(answers(1, normalizes)).abs().max().item();
    expect(apart(true)).toBeLessThan(1e-4);
    expect(apart(false)).toBeGreaterThan(10);
    expect(sourceOf(notebook, "forget-see")).toContain("Normalization cancels $a$");
  });

  it("of a batch of two any slopes come to nothing, since both are always 1 and -1; of three they do not", () => {
    const dice = random.generator(4);
    /** The largest slope that reaches an input, over twenty random batches and slopes. */
    function passed(size: number): number {
      const each = Array.from({ length: 20 }, () => {
        const x = tensor(dice.normal([size, 1]).toArray() as number[][], {
          dtype: "float64",
          requiresGrad: true,
        });
        const g = tensor(dice.normal([size, 1]).toArray() as number[][], { dtype: "float64" });
        const away = x.sub(x.mean(0));
        const normalized = away.div(away.square().mean(0).sqrt());
        if (size === 2) expect(normalized.abs().sub(1).abs().max().item()).toBeLessThan(1e-9);
        normalized.mul(g).sum().backward();
        return x.grad!.abs().max().item();
      });
      return Math.max(...each);
    }
    expect(passed(2)).toBeLessThan(1e-9);
    expect(passed(3)).toBeGreaterThan(0.1);
  });
});
