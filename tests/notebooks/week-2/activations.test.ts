import { describe, expect, it } from "vitest";
import { findLessons } from "../../../notebooks/tools/lessons/catalog.js";
import { parseOutputNumbers, printed } from "../printed.js";

const { notebook } = findLessons().find(({ name }) => name === "week-2/activations")!;

/** The percentages of a line: mean, least, greatest. */
const percents = (line: string): number[] => line.match(/\d+\.\d/g)!.map(Number);

// The committed outputs; lessons.test.ts holds them equal to a fresh run.
describe("why non-linear", () => {
  it("must: three layers without activation equal one layer, to 1e-5", () => {
    const [deep, single, verdict] = printed(notebook, "collapse-code");
    expect(verdict).toBe("200 answers, relative difference below 1e-5: true");
    const numbers = single!.match(/-?\d+\.\d{4}/g)!;
    expect(deep!.match(/-?\d+\.\d{4}/g)).toEqual(numbers);
    expect(numbers).toHaveLength(4);
  });

  it("draws a straight line without activation, from all five starts, and bends it with each of four", () => {
    const [linear, ...bent] = printed(notebook, "train-table").slice(1).map(percents);
    expect(new Set(linear)).toEqual(new Set([91]));
    expect(bent).toHaveLength(4);
    for (const [mean = 0, , best = 0] of bent) {
      expect(mean).toBeGreaterThan(95);
      expect(best).toBeGreaterThan(99);
    }
  });

  it("leaves the sigmoid furthest behind of the four, as the text says", () => {
    const means = printed(notebook, "train-table")
      .slice(1)
      .map((line) => percents(line)[0]!);
    expect(Math.min(...means.slice(1))).toBe(means[1]);
    expect(Math.round(means[1]!)).toBe(96);
  });
});

describe("the four slopes", () => {
  it("formula, autograd and nudge agree on the slopes of all four", () => {
    const lines = printed(notebook, "slopes-code");
    const four = lines.slice(0, 4).map((line) => [line.split(" ")[0], line.endsWith("agree: true")]);
    expect(four).toEqual(["sigmoid", "tanh", "relu", "leakyRelu"].map((name) => [name, true]));
    expect(lines[0]).toContain("0.1050  0.2350");
    expect(lines[1]).toContain("0.0707  0.7864");
  });

  it("ReLU's slope at 0 is taken as 0", () => {
    expect(printed(notebook, "slopes-code").at(-1)).toBe("relu at 0: 0.0, 0.0, 0.5");
  });

  it("wide sums saturate sigmoid and tanh, and ReLU not", () => {
    const [sigmoid, tanh, relu] = printed(notebook, "mean-slope").map((line) =>
      line.match(/\d\.\d{3}/g)!.map(Number),
    );
    expect(Math.max(...sigmoid!)).toBeLessThan(0.25);
    expect(sigmoid![2]).toBe(0.039);
    expect(tanh![0]).toBeGreaterThan(0.98);
    expect(tanh![2]).toBe(0.083);
    expect(new Set(relu)).toEqual(new Set([0.498]));
  });
});

describe("dying ReLU", () => {
  it("a dead neuron stays, a leak brings it back", () => {
    const [relu, small, ...larger] = parseOutputNumbers(printed(notebook, "dead-chart"));
    expect(relu).toBe(1.5);
    expect(small).toBeGreaterThan(1.5);
    expect(larger).toEqual([0, 0]);
  });

  it("large steps kill about half a layer, and Leaky ReLU does not survive them either", () => {
    const lines = printed(notebook, "layer-chart");
    const dead = lines.slice(0, 4).map((line) => /dead (.+) of/.exec(line)![1]!.split(", ").map(Number));
    const sums = dead.map((five) => five.reduce((sum, count) => sum + count, 0));
    expect(sums.slice(0, 3)).toEqual([0, 0, 2]);
    expect(sums[3]! / 250).toBeGreaterThan(0.4);
    expect(sums[3]! / 250).toBeLessThan(0.65);
    expect(lines[4]).toBe("Leaky ReLU, rate 10: 1 of 5 losses are finite");
  });
});

describe("find the bug", () => {
  it("two of the four lines differ from the nudge", () => {
    const pairs = printed(notebook, "bug").map((line) => /hand (-?\d+), .* (-?\d+)$/.exec(line)!);
    expect(pairs.filter(([, hand, nudge]) => Number(hand) !== Number(nudge))).toHaveLength(2);
  });
});
