import { describe, expect, it } from "vitest";
import { checkBuggyCost, checkShape, checkSlope } from "../../../notebooks/week-2/backpropagation-checks.js";
import { expectHints, expectSolved } from "../expect-hints.js";

describe("exercise 1: the shape of the slopes", () => {
  it("accepts [784, 128]", () => expectSolved(checkShape, [784, 128]));

  it("has a hint for each usual mistake", () => {
    expectHints(checkShape, [
      [[128, 784], "Turned round"],
      [[32, 128], "the shape of D"],
      [[32, 784], "the shape of X"],
      [[10, 10], "How many weights"],
    ]);
  });
});

describe("exercise 2: the slope of a logit in the mean", () => {
  it("accepts 0.12", () => expectSolved(checkSlope, 0.12, 0.6 / 5));

  it("has a hint for each usual mistake", () => {
    expectHints(checkSlope, [
      [0.6, "the mean over five"],
      [-0.12, "Answer minus target"],
      [-0.08, "for the target 1"],
      [0.5, "with respect to the answer"],
      [0.144, "The sigmoid's slope cancels"],
      [3, "its share in the mean"],
    ]);
    expect(checkSlope(2.5).message).toBe(checkSlope(0.5).message);
  });
});

describe("exercise 3: the slope of the cost without its second minus", () => {
  it("accepts -p", () => expectSolved(checkBuggyCost, (p) => -p));

  it("has a hint for each usual mistake", () => {
    expectHints(checkBuggyCost, [
      [(p) => p, "the slope of the right cost"],
      [(p) => -1 / (1 - p), "That is ∂L/∂p"],
      [(p) => 1 / (1 - p), "the inner derivative"],
      [(p) => -p * (1 - p), "the sigmoid gate alone"],
      [(p) => 1 - p, "belongs to the target 1"],
      [() => 9, "yours is 9"],
    ]);
  });
});
