import { describe, expect, it } from "vitest";
import { findLessons } from "../../../notebooks/tools/lessons/catalog.js";
import { chartsOf } from "../../../notebooks/tools/lint/measure.js";
import { codeCell, printed, sourceOf } from "../printed.js";

const { notebook } = findLessons().find(({ name }) => name === "week-5/batch-norm-forward")!;
const numbersOf = (line: string) => (line.match(/-?\d+(?:\.\d+)?/g) ?? []).map(Number);

// The committed outputs; lessons.test.ts holds them equal to a fresh run.
describe("why", () => {
  it("min-max hangs on two values alone: no other counts, and one that lies far out takes the rest's differences", () => {
    const text = sourceOf(notebook, "scaling-see");
    expect(text).toContain("Min-max hangs on two values alone: at 30");
    const minMax = (x: number[]) => x.map((v) => (v - Math.min(...x)) / (Math.max(...x) - Math.min(...x)));
    expect(minMax([3, 4, 11, 17])[2]).toBe(minMax([3, 16, 11, 17])[2]);
    const { data } = chartsOf(codeCell(notebook, "scaling-chart"))[0]!["application/vnd.plotly.v1+json"] as {
      data: { name: string; x: number[]; y: number[] }[];
    };
    const left = Object.fromEntries(data.map(({ name, y }) => [name, y.at(-1)!]));
    expect(data[0]!.x.at(-1)).toBe(30);
    expect(left["min-max"]).toBeLessThan(0.2);
    expect(left.standardization).toBeGreaterThan(0.4);
  });

  it("standardization and min-max of 3, 9, 11, 17", () => {
    expect(printed(notebook, "scaling-code").map(numbersOf)).toEqual([
      [-1.4, -0.2, 0.2, 1.4],
      [0, 0.43, 0.57, 1],
    ]);
  });

  it("what enters the third layer spreads while the network learns, and stays put when normalized", () => {
    const [plain, normalized] = printed(notebook, "drift-widths").map((line) =>
      numbersOf(line.replace(/step \d+/g, "")),
    );
    const [, , highestStart, , lowestEnd] = plain!;
    expect(lowestEnd).toBeGreaterThan(1.5 * highestStart!);
    for (const width of normalized!) expect(Math.abs(width - 1)).toBeLessThan(0.11);
  });

  it("a mean that counts as a fixed number lets a bias grow for nothing", () => {
    const [fixed, learned] = printed(notebook, "bias-numbers").map(numbersOf);
    expect(fixed).toEqual([0, 20, 2.25, 2.25]);
    expect(learned).toEqual([0, 0, 2.25, 2.25]);
  });
});

describe("forward", () => {
  const rows = printed(notebook, "forward").map((line) => numbersOf(line.slice(15)));

  it("by hand and by the library", () => {
    expect(rows[0]).toEqual([-1.8, 0.6, 1.4, 3.8]);
    expect(rows[1]).toEqual([-1.4, -0.2, 0.2, 1.4]);
    expect(rows[2]).toEqual(rows[1]);
  });

  it("the notes' ε of 1e-7 and Keras's of 1e-3 differ where a column is narrow", () => {
    expect(rows[3]).toEqual([-1.4, -0.2, 0.2, 1.4]);
    expect(rows[4]).toEqual([-1.1832, -0.169, 0.169, 1.1832]);
  });

  it("must: with γ = sqrt(σ² + ε) and β = μ it is the identity", () => {
    const [same, gap] = printed(notebook, "identity");
    expect(numbersOf(same!.split("gives")[1]!)).toEqual([3, 9, 11, 17]);
    expect(gap).toBe("largest difference from x below 1e-12: true");
  });
});

describe("inference", () => {
  it("running statistics lag behind: the same weights answer worse with momentum 0.99 than with 0.9", () => {
    const [slow, quick] = printed(notebook, "inference-chart").map((line) => numbersOf(line).slice(2, 5));
    const [, , slowHighest] = slow!;
    const [, quickLowest] = quick!;
    expect(slowHighest).toBeLessThan(0.85);
    expect(quickLowest).toBeGreaterThan(0.95);
  });

  it("a batch of one, normalized by itself, is answered by chance", () => {
    const [together, remembered, own] = printed(notebook, "single").map((line) => numbersOf(line).at(-1));
    expect(together).toBeGreaterThan(0.95);
    expect(remembered).toBe(together);
    expect(own).toBe(0.5);
  });
});

describe("find the bug", () => {
  it("normalized along rows, everybody comes out the same", () => {
    expect(printed(notebook, "bug").map(numbersOf)).toEqual(new Array(3).fill([-1, 1]));
  });
});
