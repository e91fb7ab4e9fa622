import { describe, expect, it } from "vitest";
import { findLessons } from "../../../notebooks/tools/lessons/catalog.js";
import { printed } from "../printed.js";

const { notebook } = findLessons().find(({ name }) => name === "week-4/mini-batches")!;

/** The numbers with a decimal point in each line that a cell printed, by what stands before the first. */
function measured(cell: string): Record<string, number[]> {
  return Object.fromEntries(
    printed(notebook, cell).map((line) => [
      line.split(/ {2,}|:/)[0]!,
      (line.match(/-?\d+\.\d{3,}/g) ?? []).map(Number),
    ]),
  );
}

// The committed outputs; lessons.test.ts holds them equal to a fresh run.
describe("the slope of a mini-batch", () => {
  it("is the formula's, autograd's and the nudge's, and the mean over an epoch is the whole slope", () => {
    const [formula, autograd, nudge, ten, whole] = printed(notebook, "check").map((line) =>
      line.match(/-?\d+\.\d{6}/g),
    );
    expect(formula).toHaveLength(2);
    expect(autograd).toEqual(formula);
    expect(nudge).toEqual(formula);
    expect(ten).toEqual(whole);
    expect(formula).not.toEqual(whole);
  });

  it("spreads as the formula with (N - m)/(N - 1) says", () => {
    const lines = Object.values(measured("spread-numbers"));
    expect(lines).toHaveLength(5);
    for (const [found = 0, formula = 1] of lines) expect(Math.abs(found / formula - 1)).toBeLessThan(0.1);
  });
});

describe("three walks downhill", () => {
  it("after one epoch the smallest batch is lowest, after twenty the mini-batch is", () => {
    const { "Ann, 240": ann = [], "Cho, 24": cho = [], "Ben, 1": ben = [] } = measured("walk");
    expect(ben[0]).toBeLessThan(cho[0]!);
    expect(cho[0]).toBeLessThan(ann[0]!);
    expect(cho[1]).toBeLessThan(ann[1]!);
    expect(cho[1]).toBeLessThan(ben[1]!);
  });

  it("end on a floor that sinks with the batch, with the rate, and with a rate that falls", () => {
    const floor = measured("floor-chart");
    const [one = [], four = [], many = [], slow = [], falling = []] = Object.values(floor);
    for (const values of [one, four, many, slow, falling]) expect(values).toHaveLength(3);
    // No seed of one kind reaches a seed of the next.
    expect(four[2]).toBeLessThan(one[1]!);
    expect(many[2]).toBeLessThan(four[1]!);
    expect(slow[2]).toBeLessThan(one[1]!);
    expect(falling[2]).toBeLessThan(slow[1]!);
    expect(one[0]! / four[0]!).toBeCloseTo(5, 0);
    expect(one[0]! / slow[0]!).toBeCloseTo(7, 0);
  });
});

describe("the same with a network", () => {
  it("ten times the epochs or ten times the rate bring the full batch to the mini-batch's loss", () => {
    const ends = measured("network-chart");
    const [mean = 0] = ends["batch 24"]!;
    expect(ends["batch 1"]![2]).toBeLessThan(ends["batch 24"]![1]!);
    expect(ends["batch 24"]![2]).toBeLessThan(ends["batch 240"]![1]!);
    expect(Math.abs(ends["batch 240 for 10× epochs"]![0]! - mean)).toBeLessThan(0.003);
    expect(Math.abs(ends["batch 240 at 10× rate"]![0]! - mean)).toBeLessThan(0.003);
  });
});

describe("find the bug", () => {
  it("a sum over one example is harmless, over 24 it runs away", () => {
    const [one = [], many = []] = printed(notebook, "bug").map((line) =>
      line.split(/ {2,}/).slice(1).map(Number),
    );
    expect(one.at(-1)).toBeLessThan(one[0]!);
    expect(many.at(-1)).toBeGreaterThan(1e6);
  });
});
