import { describe, it } from "vitest";
import {
  checkCrossEntropy,
  checkLossOfHalf,
  checkRates,
  checkUpdate,
  type Loss,
} from "../../../notebooks/week-1/training-xor-checks.js";
import { expectHints, expectSolved } from "../expect-hints.js";

describe("exercise 1: the loss of having no idea", () => {
  it("accepts ln 2", () => expectSolved(checkLossOfHalf, Math.log(2), 0.69));

  it("has a hint for each usual mistake", () => {
    expectHints(checkLossOfHalf, [
      [-0.69, "never negative"],
      [2.773, "the sum over the corners"],
      [0.5, "What does it cost?"],
      [0.301, "base 10"],
      [0, "right and sure"],
      [3, "Read the curves"],
    ]);
  });
});

describe("exercise 2: learning rates that arrive", () => {
  it("accepts 0 to 1", () => expectSolved(checkRates, [0, 1]));

  it("has a hint for each usual mistake", () => {
    expectHints(checkRates, [
      [[1, 0], "the smaller one comes first"],
      [[0, 0.5], "Try 0.75 by hand"],
      [[0, 2], "forget the 2 of the slope"],
      [[-1, 1], "walks uphill"],
      [[0, 3], "One end is right"],
      [[0.2, 0.4], "Inside"],
      [[5, 7], "after one step"],
    ]);
  });
});

describe("exercise 3: the mean cross-entropy as a function", () => {
  const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
  const mean = (values: readonly number[]): number => sum(values) / values.length;
  const { log, log2, log10 } = Math;
  const each =
    (cost: (y: number, t: number) => number, total = mean): Loss =>
    (answers, targets) =>
      total(answers.map((y, i) => cost(y, targets[i]!)));
  const right = (y: number, t: number): number => -(t * log(y) + (1 - t) * log(1 - y));

  it("accepts the formula, written in one line or with an if", () => {
    const withIf: Loss = each((y, t) => (t === 1 ? -log(y) : -log(1 - y)));
    expectSolved(checkCrossEntropy, each(right), withIf);
  });

  it("has a hint for each usual mistake", () => {
    expectHints(checkCrossEntropy, [
      [each((y, t) => t * log(y) + (1 - t) * log(1 - y)), "the wrong sign"],
      [each((y, t) => -t * log(y) + (1 - t) * log(1 - y)), "for the first half only"],
      [each(right, sum), "That is the sum"],
      [each((y, t) => -t * log(y)), "targets that are 0"],
      [each((y, t) => -(t * log(1 - y) + (1 - t) * log(y))), "changed places"],
      [each((y, t) => -(t * log10(y) + (1 - t) * log10(1 - y))), "Math.log10"],
      [each((y, t) => -(t * log2(y) + (1 - t) * log2(1 - y))), "Math.log2"],
      [(() => undefined) as unknown as Loss, "end with a return"],
      [each((y, t) => (y - t) ** 2), "yours gives 0.025000"],
    ]);
  });
});

describe("exercise 4: the update that climbs", () => {
  it("accepts the step against the slope", () => {
    expectSolved(checkUpdate, (b, slope, alpha) => b - alpha * slope);
  });

  it("has a hint for each usual mistake", () => {
    expectHints(checkUpdate, [
      [(b, slope, alpha) => b + alpha * slope, "it climbs"],
      [(b, slope) => b - slope, "depend on alpha"],
      [(_, slope, alpha) => -alpha * slope, "Where does it start from?"],
      [(b, slope, alpha) => b - slope / alpha, "multiply"],
      [(b, _, alpha) => b - alpha, "ignores the slope"],
      [(b) => b, "yours goes to 2"],
    ]);
  });
});
