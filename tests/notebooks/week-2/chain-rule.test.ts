import { describe, expect, it } from "vitest";
import { findLessons } from "../../../notebooks/tools/lessons/catalog.js";
import { chartsOf } from "../../../notebooks/tools/lint/measure.js";
import { codeCell, printed } from "../printed.js";

const { notebook } = findLessons().find(({ name }) => name === "week-2/chain-rule")!;

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
    const slopes = printed(notebook, "sigmoid-gates").map((line) => Number(line.split(/ +/).at(-1)));
    for (const [i, wanted] of [y, -(y ** 2), -(y ** 2), -y * (1 - y), y * (1 - y)].entries()) {
      expect(slopes[i]).toBeCloseTo(wanted, 5);
    }
  });

  it("formula, autograd and nudge give the sigmoid's derivative, greatest 0.25 at 0", () => {
    const lines = printed(notebook, "sigmoid-check");
    const found = lines.map((line) => line.replace(/^z = \S+ +/, "").split("  "));
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

describe("the lesson's graphs", () => {
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
