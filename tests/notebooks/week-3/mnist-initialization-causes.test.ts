import { datasets, initializers, losses, nn, type Tensor } from "gradbook";
import { describe, expect, it } from "vitest";
import { findLessons } from "../../../notebooks/tools/lessons/catalog.js";
import { sourceOf } from "../printed.js";

const { notebook } = findLessons().find(({ name }) => name === "week-3/mnist-initialization")!;
const { train: drawn } = datasets.drawnDigits({ train: 128, test: 10, seed: 1 });
const pictures = drawn.images.reshape([128, 784]);

type Start = (seed: number) => initializers.Initializer;
const starts: Record<string, Start> = {
  "N(0, 1)": (seed) => initializers.randomNormal({ stddev: 1, seed }),
  "N(0, 0.05²)": (seed) => initializers.randomNormal({ stddev: 0.05, seed }),
  "N(0, 0.01²)": (seed) => initializers.randomNormal({ stddev: 0.01, seed }),
  "Xavier uniform": (seed) => initializers.glorotUniform({ seed }),
  "He uniform": (seed) => initializers.heUniform({ seed }),
};

/** The sums of the last layer before training, behind so many hidden ReLU layers. */
function logits(start: Start, { hidden = 2, units = 256 } = {}): Tensor {
  const layers = Array.from({ length: hidden }, (_, i) =>
    nn.dense(units, { activation: "relu", kernelInitializer: start(i + 1) }),
  );
  const last = nn.dense(10, { kernelInitializer: start(hidden + 1) });
  return nn.sequential([...layers, last]).apply(pictures) as Tensor;
}

const loss = (sums: Tensor) =>
  losses.sparseCategoricalCrossentropy(drawn.labels, sums, { fromLogits: true }).item();
const largest = (sums: Tensor) => sums.softmax().max(1).mean().item();

// Causal sentences of the lesson, held by the intervention that they name.
describe("3.4 The case of the 85 percent: where the loss begins", () => {
  const { "N(0, 1)": wide, ...narrow } = starts;

  it.each(Object.entries(narrow))("%s: small sums, nearly equal shares, a loss near ln 10", (_, start) => {
    const sums = logits(start);
    expect(sums.abs().max().item()).toBeLessThan(3);
    expect(largest(sums)).toBeLessThan(0.25);
    expect(loss(sums)).toBeCloseTo(Math.LN10, 0);
  });

  it("it is the size of the sums: made as large as those of N(0, 1) they cost as much, and those as small little", () => {
    const [few, many] = [logits(narrow["N(0, 0.05²)"]!), logits(wide!)];
    const factor = many.std().item() / few.std().item();
    expect(loss(many)).toBeGreaterThan(500);
    expect(loss(few.mul(factor))).toBeGreaterThan(500);
    expect(largest(few.mul(factor))).toBeGreaterThan(0.99);
    expect(loss(many.div(factor))).toBeCloseTo(Math.LN10, 0);
    expect(sourceOf(notebook, "motive-see")).toContain("so the ten shares are nearly equal");
  });
});

describe("3.4 The case of the 85 percent: He beside Xavier", () => {
  it("with three layers of weights there is little to lose, with ten there is much", () => {
    /** How much of He's signal is left with Xavier's narrower weights. */
    const left = (hidden: number) => {
      const [xavier, he] = [starts["Xavier uniform"]!, starts["He uniform"]!].map((start) =>
        logits(start, { hidden, units: 100 }).std().item(),
      );
      return xavier! / he!;
    };
    expect(left(2)).toBeGreaterThan(0.15);
    expect(left(9)).toBeLessThan(0.07);
    expect(sourceOf(notebook, "line-up-see")).toContain(
      "with three layers of weights there is little to lose",
    );
  });
});
