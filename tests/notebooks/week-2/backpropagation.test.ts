import { describe, expect, it } from "vitest";
import { findLessons } from "../../../notebooks/tools/lessons/catalog.js";
import { chartsOf } from "../../../notebooks/tools/lint/measure.js";
import { codeCell, parseOutputNumbers, printed } from "../printed.js";

const { notebook } = findLessons().find(({ name }) => name === "week-2/backpropagation")!;

// The committed outputs; lessons.test.ts holds them equal to a fresh run.
describe("the lesson's numbers", () => {
  it("must: by hand, autograd and numerical gradients agree to a relative error below 1e-5", () => {
    expect(printed(notebook, "numeric-check")).toEqual([
      "by hand and library: relative error below 1e-5: true",
      "by hand and nudging: relative error below 1e-5: true",
    ]);
  });

  it("the slope of the mean cost at the logit is (ŷ - y)/n, from formula and library alike", () => {
    const [, ...lines] = printed(notebook, "slope-code");
    const pairs = lines.map((line) => line.replaceAll("−", "-").split(/ +/).slice(-2).map(Number));
    const logits = [-2, 0, 1, 3];
    const targets = [0, 1, 1, 0];
    pairs.forEach(([formula, library], i) => {
      const answer = 1 / (1 + Math.exp(-logits[i]!));
      expect(formula).toBeCloseTo((answer - targets[i]!) / 4, 8);
      expect(library).toBe(formula);
    });
    expect(pairs).toHaveLength(4);
  });

  it("the safe form of the cost stays finite where the naive one does not", () => {
    expect(printed(notebook, "safe").at(-1)).toMatch(/^z = -800, target 1 +∞ +800\.000000$/);
  });

  it("slopes by hand train XOR at every learning rate of the slider", () => {
    const costs = parseOutputNumbers(printed(notebook, "train-chart"));
    expect(costs).toHaveLength(4);
    for (const cost of costs) expect(cost).toBeLessThan(0.05);
  });

  it("the slope of softmax with cross-entropy is p minus one-hot", () => {
    const [nudging, , ...classes] = printed(notebook, "softmax-code");
    const found = classes.map((line) => line.split(/ +/).slice(-3));
    for (const [, oneHot, library] of found) expect(library).toBe(oneHot);
    expect(found.map(([p]) => p)).toEqual(["0.705385", "0.259496", "0.035119"]);
    expect(nudging).toBe("nudging agrees: true");
  });

  it("the cost without its second minus rewards wrong answers", () => {
    const [, ...lines] = printed(notebook, "bug");
    const noted = lines.map((line) => Number(line.replace("−", "-").split(/ +/).at(-2)));
    expect(noted).toEqual([...noted].sort((a, b) => b - a));
    expect(noted[0]).toBeLessThan(0);
  });
});

describe("the error of the nudge", () => {
  it("is least near 1e-4 to 1e-5, as the text says", () => {
    const [chart] = chartsOf(codeCell(notebook, "h-chart"));
    const figure = chart!["application/vnd.plotly.v1+json"] as { data: { x: number[]; y: number[] }[] };
    const { x, y } = figure.data[0]!;
    const best = x[y.indexOf(Math.min(...y))]!;
    expect(best).toBeGreaterThanOrEqual(1e-5);
    expect(best).toBeLessThanOrEqual(1e-4);
    expect(Math.min(y[0]!, y.at(-1)!)).toBeGreaterThan(100 * Math.min(...y));
  });
});
