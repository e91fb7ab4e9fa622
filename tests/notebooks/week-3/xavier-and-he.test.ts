import { describe, expect, it } from "vitest";
import { findLessons } from "../../../notebooks/tools/lessons/catalog.js";
import { chartsOf } from "../../../notebooks/tools/lint/measure.js";
import { codeCell, parseOutputNumbers, printed } from "../printed.js";

const { notebook } = findLessons().find(({ name }) => name === "week-3/xavier-and-he")!;

/** Every number in a line, also 5.9e-9. */
const numbersIn = (line: string | undefined): readonly number[] =>
  (line?.match(/-?\d+(?:\.\d+)?(?:e[-+]\d+)?/g) ?? []).map(Number);

// The committed outputs; lessons.test.ts holds them equal to a fresh run.
describe("the derivation", () => {
  it("Var(z) = n Var(w) Var(x), measured for seven numbers of inputs", () => {
    const ratios = parseOutputNumbers(printed(notebook, "sum-code"));
    expect(ratios).toHaveLength(7);
    for (const ratio of ratios) expect(Math.abs(ratio - 1)).toBeLessThan(0.1);
  });

  it("the gradient on the way back agrees with a finite difference", () => {
    const lines = printed(notebook, "backward-chart");
    expect(lines).toHaveLength(3);
    for (const line of lines) {
      const [autograd, numeric] = numbersIn(line);
      expect(Math.abs(autograd! - numeric!)).toBeLessThan(2e-6);
    }
  });

  it("from 100 to 400: each rule keeps what it promises, forward and back", () => {
    const [figure] = chartsOf(codeCell(notebook, "backward-chart"));
    const { data } = figure!["application/vnd.plotly.v1+json"] as { data: { x: string[]; y: number[] }[] };
    const [forward, backward] = data.map(({ y }) => y);
    for (const [i, wanted] of [1, 0.25, 0.4].entries()) {
      expect(forward![i]! / wanted).toBeCloseTo(1, 1);
      expect(backward![i]! / (4 * wanted)).toBeCloseTo(1, 1);
    }
  });

  it("a dense layer starts within Xavier's uniform limit, with its standard deviation", () => {
    const [limit, largest, sigma] = printed(notebook, "uniform-chart").map(numbersIn);
    expect(limit![0]).toBeCloseTo(Math.sqrt(6 / (784 + 256)), 6);
    expect(largest![0]).toBeLessThanOrEqual(limit![0]!);
    const [measured, formula] = sigma!.slice(-2);
    expect(measured! / formula!).toBeCloseTo(1, 2);
  });

  it("thirty ReLU layers: 1/n loses nearly all, He stays near 1, over five seeds", () => {
    const [lecun, he] = printed(notebook, "depth").map((line) => numbersIn(line).slice(-3));
    const [, low, high] = he!;
    expect(lecun![2]).toBeLessThan(1e-7);
    expect([low, high]).toEqual([0.23, 21]);
  });
});

describe("fan-in and fan-out", () => {
  it("must: kernels (5,5,3,6) and (4,1,20): receptive fields, fan-in and fan-out", () => {
    const [, , convolution, , line] = printed(notebook, "fans");
    expect(convolution).toBe("(5, 5, 3, 6): receptive field 25, fan-in 75, fan-out 150");
    expect(line).toBe("(4, 1, 20): receptive field 4, fan-in 4, fan-out 80");
  });
});

describe("find the bug", () => {
  it("the notes' rule for ReLU loses the signal in thirty layers", () => {
    const left = printed(notebook, "bug").map((line) => numbersIn(line).at(-1)!);
    expect(left).toHaveLength(4);
    expect(left[0]).toBeGreaterThan(0.4);
    expect(left[3]).toBeLessThan(1e-8);
  });
});
