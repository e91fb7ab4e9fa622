import { describe, expect, it } from "vitest";
import { findLessons } from "../../../notebooks/tools/lessons/catalog.js";
import { chartsOf } from "../../../notebooks/tools/lint/measure.js";
import { codeCell, numbersByRow, parseOutputNumbers, printed, sourceOf } from "../printed.js";

const { notebook } = findLessons().find(({ name }) => name === "week-2/vanishing-gradients")!;

// The committed outputs; lessons.test.ts holds them equal to a fresh run.
describe("products of fifty factors", () => {
  it("must: 1.5 and 0.5 over 50 layers give 6.376e8 and 8.882e-16", () => {
    expect(printed(notebook, "products-code")).toEqual([
      "factor 1.5, 50 layers: forward 6.376e+8, slope back 6.376e+8",
      "factor 0.5, 50 layers: forward 8.882e-16, slope back 8.882e-16",
    ]);
  });

  it("single precision does not see the smaller one beside 1", () => {
    const [vanished, millionth] = printed(notebook, "rounding");
    expect(vanished).toMatch(/true$/);
    expect(millionth).toMatch(/false$/);
  });
});

describe("a chain of sigmoids", () => {
  it("formula, autograd and nudge agree, below the bound", () => {
    const [three = "", ten = ""] = printed(notebook, "chain-code");
    expect(new Set(three.match(/0\.\d{8}/g)).size).toBe(1);
    const [slope = 1, bound = 0] = ten.match(/\d\.\d+e-\d/g)!.map(Number);
    expect(slope).toBeLessThan(bound);
    expect(bound).toBeCloseTo(0.25 ** 10, 8);
  });

  it("tanh keeps a tenth over 20 layers, ReLU all", () => {
    const [chart] = chartsOf(codeCell(notebook, "chain-chart"));
    const { data } = chart!["application/vnd.plotly.v1+json"] as { data: { name: string; y: number[] }[] };
    const ends = Object.fromEntries(data.map(({ name, y }) => [name, y.at(-1)!]));
    expect(ends.tanh).toBeCloseTo(0.107, 3);
    expect(ends.ReLU).toBe(1);
    expect(ends.sigmoid).toBeLessThan(1e-12);
  });
});

describe("gradients layer by layer", () => {
  it("the sigmoid's gradient fades to two millionths over ten layers, tanh's and ReLU's do not", () => {
    const rows = printed(notebook, "norms-chart").map((line) => {
      const [, name, middle, low, high] = /^(\w+) +first \/ last: (\S+), (\S+) to (\S+)$/.exec(line)!;
      return { name, middle: Number(middle), low: Number(low), high: Number(high) };
    });
    const [sigmoid, tanh, relu] = rows;
    expect(rows.map(({ name }) => name)).toEqual(["sigmoid", "tanh", "relu"]);
    expect(sigmoid!.middle).toBeCloseTo(2e-6, 6);
    expect(sigmoid!.high).toBeLessThan(1e-5);
    for (const { middle, low, high } of [tanh!, relu!]) {
      expect(middle).toBeGreaterThan(0.5);
      expect(middle).toBeLessThan(2);
      expect(low).toBeGreaterThan(0.1);
      expect(high).toBeLessThan(10);
    }
  });

  it("wide weights keep the length through sigmoids, though the gates let less through", () => {
    const rows = numbersByRow(notebook, "width-code");
    const widths = ["σ 0.25", "σ 0.5", "σ 1", "σ 2", "σ 4"];
    expect(Object.keys(rows)).toEqual(widths);
    expect(rows["σ 0.25"]!["first / last"]![0]).toBeLessThan(1e-4);
    expect(rows["σ 4"]!["first / last"]![0]).toBeGreaterThan(0.3);
    const gates = widths.map((width) => rows[width]!["mean slope"]![0]!);
    expect(gates).toEqual([...gates].sort((a, b) => b - a));
  });

  it("ten sigmoid layers stay at a coin toss from five starts, ten ReLU layers learn from all", () => {
    const [sigmoid, relu] = printed(notebook, "train-code").map((line) =>
      line.match(/\d\.\d{4}/g)!.map(Number),
    );
    expect(sigmoid).toHaveLength(5);
    for (const loss of sigmoid!) expect(loss).toBeCloseTo(Math.LN2, 3);
    expect(relu).toHaveLength(5);
    for (const loss of relu!) expect(loss).toBeLessThan(0.2);
  });
});

describe("history", () => {
  it("names who found, used, doubted and revived backpropagation, with years and titles", () => {
    const text = sourceOf(notebook, "history");
    const works = [
      ["Paul Werbos", "Beyond Regression", "1974"],
      ["Paul Werbos", "Applications of advances in nonlinear sensitivity analysis", "1982"],
      ["Ronald Williams", "Learning representations by back-propagating errors", "1986"],
      ["Vladimir Vapnik", "Support-vector networks", "1995"],
      ["Leo Breiman", "Random forests", "2001"],
      ["Yee-Whye Teh", "A fast learning algorithm for deep belief nets", "2006"],
      ["Hugo Larochelle", "Greedy layer-wise training of deep networks", "2007"],
    ];
    for (const [author = "", title = "", year = ""] of works) {
      const at = text.indexOf(`*${title}*`);
      expect(text.slice(0, at), title).toContain(author);
      expect(text.slice(at + title.length).match(/\d{4}/)?.[0], title).toBe(year);
    }
    expect(text).toContain("initialized in a clever way");
  });
});

describe("find the bug", () => {
  it("the value in place of the slope lies above the bound", () => {
    const [line = ""] = printed(notebook, "bug");
    expect(parseOutputNumbers([line])[0]).toBeCloseTo(0.1201, 4);
    expect(Number(/written (\S+),/.exec(line)?.[1])).toBeGreaterThan((2 / 4) ** 2);
  });
});
