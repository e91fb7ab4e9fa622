import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { findLessons } from "../../../notebooks/tools/lessons/catalog.js";
import { parseOutputNumbers, printed } from "../printed.js";

const { notebook, directory } = findLessons().find(({ name }) => name === "week-4/dropout-and-ensembles")!;

interface Results {
  readonly accuracy: readonly number[];
  readonly loss: readonly number[];
}

const full = JSON.parse(readFileSync(join(directory, "dropout-and-ensembles-full.json"), "utf8")) as {
  readonly alone: Results;
  readonly together: { readonly accuracy: number; readonly loss: number };
};

/** Every number with decimals in each line of a cell, by what stands before the first. */
function numbers(cell: string): Record<string, number[]> {
  return Object.fromEntries(
    printed(notebook, cell).map((line) => [
      /^.*?(?= *-?\d+\.\d)/.exec(line)?.[0].trim(),
      (line.match(/-?\d+\.\d+/g) ?? []).map(Number),
    ]),
  );
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

// The committed outputs; lessons.test.ts holds them equal to a fresh run.
describe("inverted dropout", () => {
  it("keeps the expectation and adds noise as the formula says; inference changes nothing", () => {
    const [, ...lines] = printed(notebook, "expectation").map((line) =>
      (line.match(/-?\d+\.\d{3}/g) ?? []).map(Number),
    );
    const [means = [], spread = [], formula = [], inference = []] = lines;
    const x = [6, -2, 1];
    expect(inference).toEqual(x);
    x.forEach((value, i) => {
      // Three standard errors of the mean of 20,000.
      expect(Math.abs(means[i]! - value)).toBeLessThan((3 * formula[i]!) / Math.sqrt(20_000));
      expect(Math.abs(spread[i]! / formula[i]! - 1)).toBeLessThan(0.01);
      expect(formula[i]).toBeCloseTo(Math.abs(value) * Math.sqrt(1 / 3 / (2 / 3)), 3);
    });
  });

  it("sends slopes back through the mask, by formula, autograd and nudging", () => {
    const [mask = "", formula = "", autograd = "", nudging] = printed(notebook, "backward");
    const values = (line: string) => line.match(/\d+\.\d{3}/g)!;
    expect(new Set(values(mask))).toEqual(new Set(["0.000", "2.000"]));
    expect(values(autograd)).toEqual(values(formula));
    expect(nudging).toBe("nudging agrees: true");
  });

  it("on five hundred digits: a smaller gap, the same accuracy within a percent", () => {
    const means = printed(notebook, "mnist-chart").map((line) => Number(/\d\.\d{4}/.exec(line)?.[0]));
    expect(means).toHaveLength(6);
    const [trained = 0, tested = 0, right = 0, trainedOff = 0, testedOff = 0, rightOff = 0] = means;
    expect(trainedOff).toBeGreaterThan(trained);
    expect(testedOff).toBeLessThan(tested);
    expect(testedOff - trainedOff).toBeLessThan(tested - trained);
    expect(Math.abs(rightOff - right)).toBeLessThan(0.01);
  });
});

describe("the ensemble", () => {
  it("is better together than the best alone, and its loss below the mean loss", () => {
    const found = numbers("ensemble-scores");
    expect(found["accuracy together"]![0]).toBeGreaterThan(found["accuracy alone"]![2]!);
    expect(found["loss together"]![0]).toBeLessThan(found["loss alone"]![0]!);
  });

  it("stored, with all 60,000 pictures: 95.8 to 96.5 % alone, about 97 % together", () => {
    for (const accuracy of full.alone.accuracy) {
      expect(accuracy).toBeGreaterThan(0.958);
      expect(accuracy).toBeLessThan(0.965);
    }
    expect(full.together.accuracy).toBeCloseTo(0.97, 2);
    expect(full.together.accuracy).toBeGreaterThan(Math.max(...full.alone.accuracy));
    expect(full.together.loss).toBeLessThan(mean(full.alone.loss));
  });

  it("errs together about ten times as often as independent networks would", () => {
    const [one = 0, both = 0, apart = 0] = printed(notebook, "both").map((line) =>
      Number(/([\d.]+) %$/.exec(line)?.[1]),
    );
    expect(both).toBeLessThan(one);
    expect(apart).toBeCloseTo(one ** 2 / 100, 1);
    expect(both / apart).toBeGreaterThan(8);
    expect(both / apart).toBeLessThan(12);
  });
});

describe("dropout as an ensemble", () => {
  it("the mean over masks climbs to one pass without masks", () => {
    const found = parseOutputNumbers(printed(notebook, "cheap-chart"));
    const onePass = found.at(-1)!;
    const masks = found.slice(0, -1);
    expect(masks).toHaveLength(5);
    expect(masks).toEqual([...masks].sort((a, b) => a - b));
    expect(onePass - masks[0]!).toBeGreaterThan(0.05);
    expect(Math.abs(onePass - masks[4]!)).toBeLessThan(0.005);
  });
});

describe("find the bug", () => {
  it("the home-made layer lets 0.6 of the sum through in training", () => {
    const [inference = 0, training = 0] = printed(notebook, "bug").map((line) =>
      Number(/(\d+)$/.exec(line)?.[1]),
    );
    expect(training / inference).toBeCloseTo(0.6, 1);
  });
});
