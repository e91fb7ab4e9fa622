import { initializers } from "gradbook";
import { describe, expect, it } from "vitest";
import {
  type Author,
  type Authors,
  checkFans,
  checkLeaky,
  checkLimit,
  checkNames,
} from "../../../notebooks/week-3/xavier-and-he-checks.js";
import { expectHints, expectSolved } from "../expect-hints.js";

const { computeFans } = initializers;

describe("exercise 1: the fans of a kernel", () => {
  it("accepts 54 and 180, which computeFans gives", () => {
    const { fanIn, fanOut } = computeFans([3, 3, 6, 20]);
    expectSolved(checkFans, [fanIn, fanOut]);
    expect([fanIn, fanOut]).toEqual([54, 180]);
  });

  it("has a hint for each usual mistake", () => {
    expectHints(checkFans, [
      [[180, 54], "Which of them counts what a unit reads"],
      [[6, 20], "These are the channels"],
      [[18, 60], "multiply both"],
      [[1080, 1080], "the number of all weights"],
      [[54, 20], "One of the two is right"],
      [[3, 3], "First the receptive field"],
    ]);
  });
});

describe("exercise 2: the variance for leaky ReLU", () => {
  it("accepts 0.016, which keeps E[h²] from layer to layer", () => {
    expectSolved(checkLeaky, 0.016);
    const x = initializers.randomNormal({ stddev: 1, seed: 1 })([400, 100]);
    const w = initializers.randomNormal({ stddev: Math.sqrt(0.016), seed: 2 })([100, 400]);
    const h = x.matmul(w).toArray().flat();
    const kept = h.map((z) => (z > 0 ? z : 0.5 * z)).reduce((sum, value) => sum + value ** 2, 0) / h.length;
    expect(kept).toBeGreaterThan(0.95);
    expect(kept).toBeLessThan(1.05);
  });

  it("has a hint for each usual mistake", () => {
    expectHints(checkLeaky, [
      [0.02, "That is He's"],
      [0.01, "would keep all of E[z²]"],
      [2 / 150, "You added the slope"],
      [0.1265, "the standard deviation"],
      [0.00625, "divide by it"],
      [3, "from the two halves first"],
    ]);
  });
});

describe("exercise 3: He's uniform limit", () => {
  it("accepts a function that gives what heUniform keeps to", () => {
    const limit = (shape: readonly number[]) => Math.sqrt(6 / computeFans(shape).fanIn);
    expectSolved(checkLimit, limit);
    for (const shape of [
      [784, 20],
      [5, 5, 3, 60],
    ]) {
      const weights = initializers.heUniform({ seed: 1 })(shape).data;
      const largest = weights.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0);
      expect(largest).toBeLessThanOrEqual(limit(shape));
      expect(largest).toBeGreaterThan(0.99 * limit(shape));
    }
  });

  it("has a hint for each usual mistake", () => {
    expectHints(checkLimit, [
      [(shape) => Math.sqrt(2 / computeFans(shape).fanIn), "He's standard deviation"],
      [(shape) => 6 / computeFans(shape).fanIn, "root is missing"],
      [
        (shape) => Math.sqrt(6 / (computeFans(shape).fanIn + computeFans(shape).fanOut)),
        "That is Xavier's limit",
      ],
      [(shape) => Math.sqrt(6 / computeFans(shape).fanOut), "You took fan-out"],
      [(shape) => Math.sqrt(6 / shape[0]!), "For [5, 5, 3, 6] your function says 1.0954"],
      [(shape) => shape.length, "For [784, 256] your function says 2"],
    ]);
  });
});

describe("exercise 4: whose rules they are", () => {
  const names = (oneOverN: Author, twoOverSum: Author): Authors => ({ oneOverN, twoOverSum });

  it("accepts LeCun and Xavier", () => expectSolved(checkNames, names("LeCun", "Xavier")));

  it("has a hint for each usual mistake", () => {
    expectHints(checkNames, [
      [names("Xavier", "He"), "So the notes say"],
      [names("LeCun", "He"), "a 2 and no fan-out"],
      [names("Xavier", "LeCun"), "fan-out must occur"],
      [names("LeCun", "LeCun"), "Look up the three formulas"],
    ]);
    expect(checkNames(names("He", "Xavier")).message).toBe(checkNames(names("LeCun", "He")).message);
  });
});
