import { random, tensor } from "gradbook";
import { describe, expect, it } from "vitest";
import { findLessons } from "../../../notebooks/tools/lessons/catalog.js";
import { printed, sourceOf } from "../printed.js";

const { notebook } = findLessons().find(({ name }) => name === "week-5/batch-norm-backward")!;
const numbersOf = (line: string) => (line.match(/-?\d+(?:\.\d+)?/g) ?? []).map(Number);

// The committed outputs; lessons.test.ts holds them equal to a fresh run.
describe("the six gradients", () => {
  it("have the values computed by hand for x = 3, 9, 11, 17 and l = y₁", () => {
    expect(printed(notebook, "by-hand").map((line) => [line.slice(0, 12).trim(), numbersOf(line)])).toEqual([
      ["dBeta", [1]],
      ["dGamma", [-1.4]],
      ["dHat", [2, 0, 0, 0]],
      ["dVariance", [0.056]],
      ["dMu", [-0.4]],
      ["dx", [0.104, -0.128, -0.072, 0.096]],
      ["dx, autograd", [0.104, -0.128, -0.072, 0.096]],
    ]);
  });

  it("must: by hand, autograd and numerical gradients agree to a relative error below 1e-5 in float64", () => {
    const names = ["dBeta", "dGamma", "dHat", "dVariance", "dMu", "dx"];
    expect(printed(notebook, "witnesses-check")).toEqual(
      names.map((name) => `${name.padEnd(11)} below 1e-5: autograd true, nudging true`),
    );
  });
});

describe("what they say", () => {
  it("neither mean nor trend of the arriving slopes gets through", () => {
    const [, ...lines] = printed(notebook, "removed");
    const [arriving, passed] = lines.map((line) => line.split(/ +/).slice(-2).map(Number));
    for (const value of arriving!) expect(value).toBeGreaterThan(0.1);
    expect(passed).toEqual([0, 0]);
  });

  it("of noise about 2/n is removed, of a loss that wants 1 everything", () => {
    const [noise, wantsOne] = printed(notebook, "forget-chart").map((line) => numbersOf(line.slice(6)));
    [4, 8, 16, 32, 64, 128, 256].forEach((n, i) => {
      expect(Math.abs(noise![i]! - 2 / n)).toBeLessThan(0.1);
    });
    expect(wantsOne).toEqual(new Array(7).fill(1));
  });

  it("weights ten times as large get slopes a tenth as large, and only with the layer", () => {
    const [line] = printed(notebook, "weights-chart");
    const [, withLayer, without] = numbersOf(line!);
    expect(withLayer).toBe(0.1);
    expect(without).toBeGreaterThan(1);
  });
});

describe("why a step that was too large makes the next one smaller", () => {
  /** A step of gradient descent on weights, with the layer behind them or without: their length and slope. */
  function step(normalizes: boolean) {
    const dice = random.generator(2);
    const [data, wanted] = [dice.normal([32, 6]), dice.normal([32, 1])];
    const start = dice.normal([6, 1]).toArray();
    const slopeAt = (weights: number[][]) => {
      const W = tensor(weights, { requiresGrad: true });
      const sums = data.matmul(W);
      const away = sums.sub(sums.mean(0));
      const y = normalizes ? away.div(away.square().mean(0).add(1e-7).sqrt()) : sums;
      y.sub(wanted).square().mean().backward();
      return W.grad!.toArray() as number[][];
    };
    const length = (rows: number[][]) => Math.hypot(...rows.flat());
    const first = slopeAt(start);
    const next = start.map(([w], i) => [w! - 20 * first[i]![0]!]);
    return {
      along: start.reduce((sum, [w], i) => sum + w! * first[i]![0]!, 0),
      longer: length(next) / length(start),
      smaller: length(slopeAt(next)) / length(first),
    };
  }

  it("it is the layer: slopes stand at right angles to the weights, which only grow, and grown ones get less", () => {
    const text = findLessons().find(({ name }) => name === "week-5/batch-norm-backward")!.notebook;
    expect(sourceOf(text, "weights-see")).toContain("a step that was too large makes the next one smaller");
    const [withLayer, without] = [step(true), step(false)];
    expect(Math.abs(withLayer.along)).toBeLessThan(1e-5);
    expect(withLayer.longer).toBeGreaterThan(2);
    expect(withLayer.smaller).toBeLessThan(1);
    expect(Math.abs(without.along)).toBeGreaterThan(0.1);
    expect(without.smaller).toBeGreaterThan(2);
  });
});

describe("find the bug", () => {
  it("the lost minus makes the slope 25³ times too large", () => {
    const [copied, right] = numbersOf(printed(notebook, "bug")[0]!.replace("σ²", ""));
    expect(copied! / right!).toBeCloseTo(25 ** 3, 6);
  });
});
