import { describe, expect, it } from "vitest";
import { findLessons, solutionsPath } from "../../../notebooks/tools/lessons/catalog.js";
import { readNotebook } from "../../../notebooks/tools/lessons/notebook.js";
import { chartsOf } from "../../../notebooks/tools/lint/measure.js";
import { codeCell, printed } from "../printed.js";

const lesson = findLessons().find(({ name }) => name === "week-2/chain-rule")!;
const { notebook } = lesson;

// The committed outputs; lessons.test.ts holds them equal to a fresh run.
describe("the lesson's numbers", () => {
  it("must: f = wx + b with w = -2, x = 5, b = 3, forward and backward", () => {
    expect(printed(notebook, "forward")).toEqual(["g = -10  f = -7"]);
    expect(printed(notebook, "backward")).toEqual([
      "∂f/∂w = 5  ∂f/∂x = -2  ∂f/∂b = 1",
      "∂g/∂w = x = 5  ∂f/∂g = 1",
    ]);
  });

  it("nudges and the careful check agree with the chain rule", () => {
    expect(printed(notebook, "nudge")).toEqual(["nudge w: 5.000", "nudge x: -2.000", "nudge b: 1.000"]);
    expect(printed(notebook, "check")).toEqual(["agrees: true, relative error below 1e-9: true"]);
  });

  it("the sigmoid's gates multiply to its derivative", () => {
    const y = 1 / (1 + Math.exp(-2));
    const slopes = printed(notebook, "sigmoid-slopes").map((line) => Number(line.split(" ").at(-1)));
    for (const [i, wanted] of [-(y ** 2), -(y ** 2), -y * (1 - y), y * (1 - y)].entries()) {
      expect(slopes[i]).toBeCloseTo(wanted, 5);
    }
  });

  it("formula, autograd and nudge give the sigmoid's derivative, greatest 0.25 at 0", () => {
    const [, ...lines] = printed(notebook, "sigmoid-check");
    const found = lines.map((line) => line.replace(/^z = \S+ +/, "").split(/ +/));
    for (const three of found) expect(new Set(three).size).toBe(1);
    expect(found.map(([slope]) => slope)).toEqual([
      "0.017663",
      "0.104994",
      "0.250000",
      "0.104994",
      "0.017663",
    ]);
  });
});

describe("the learner's engine", () => {
  it("finds on a whole neuron what the library finds, to nine digits", () => {
    const [head, ...lines] = printed(notebook, "engine-compare");
    expect(head).toMatch(/your engine +the library/);
    const found = lines.map((line) => line.split(/ +/));
    expect(found.map(([name]) => name)).toEqual(["w₁", "w₂", "b", "x₁", "x₂"]);
    for (const [, mine, theirs] of found) expect(mine).toBe(theirs);
    const y = 1 / (1 + Math.exp(-2));
    expect(Number(found[0]![1])).toBeCloseTo(y * (1 - y), 9);
    expect(Number(found[3]![1])).toBeCloseTo(5 * y * (1 - y), 9);
  });

  it("is some forty lines", () => {
    const solutions = readNotebook(solutionsPath(lesson)!).cells;
    const steps = solutions.filter(({ id }) => /^engine-(value|add|multiply|backward)$/.test(id));
    const lines = steps.flatMap(({ source }) =>
      source.split("\n").filter((line) => !line.startsWith("check")),
    );
    expect(steps).toHaveLength(4);
    expect(lines.length).toBeGreaterThan(20);
    expect(lines.length).toBeLessThan(45);
  });
});

describe("the lesson's graphs", () => {
  it("are no wider than a narrow page", () => {
    for (const id of ["forward", "backward", "twice-code", "sigmoid-gates", "neuron-graph"]) {
      const figure = chartsOf(codeCell(notebook, id))[0]!["application/vnd.plotly.v1+json"] as {
        layout: { width?: number };
      };
      expect(figure.layout.width ?? 0, id).toBeLessThanOrEqual(380);
    }
  });

  const altOf = (id: string): string => String(chartsOf(codeCell(notebook, id))[0]!["text/plain"]);

  it("show values first, and slopes once backward() was called", () => {
    expect(altOf("forward")).not.toContain("gradient");
    expect(altOf("backward")).toContain("gradient 5");
    expect(altOf("backward")).toContain("gradient −2");
  });

  it("show every gate of the sigmoid", () => {
    expect(altOf("sigmoid-gates")).toContain(
      "z = 2 with gradient 0.105 through neg, exp, add, div to y = 0.881",
    );
  });
});
