import { describe, it } from "vitest";
import {
  checkGate,
  checkPartials,
  checkSquare,
  checkTwoPaths,
} from "../../../notebooks/week-2/chain-rule-checks.js";
import { expectHints, expectSolved } from "../expect-hints.js";

const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z));

describe("exercise 1: three partial derivatives", () => {
  it("accepts -3, 4, 1", () => expectSolved(checkPartials, [-3, 4, 1]));

  it("has a hint for each usual mistake", () => {
    expectHints(checkPartials, [
      [[4, -3, 1], "changed places"],
      [[-3, 4, 7], "7 is the value of b"],
      [[-3, 4, 0], "does not care about b"],
      [[-12, -12, 1], "not their product"],
      [[3, 4, 1], "the sign of x"],
      [[1, 1, 1], "Nudge in your head"],
    ]);
  });
});

describe("exercise 2: a square behind it", () => {
  it("accepts -70", () => expectSolved(checkSquare, -70));

  it("has a hint for each usual mistake", () => {
    expectHints(checkSquare, [
      [-14, "That is ∂q/∂f"],
      [70, "What sign has f"],
      [10, "2f, not 2"],
      [-35, "a factor 2"],
      [28, "That is ∂q/∂x"],
      [49, "the value of q"],
      [5, "Two factors"],
    ]);
  });
});

describe("exercise 3: the sigmoid gate's backward pass", () => {
  it("accepts the local derivative times what arrives, in any form", () => {
    expectSolved(
      checkGate,
      (z, arriving) => arriving * sigmoid(z) * (1 - sigmoid(z)),
      (z, arriving) => (arriving * Math.exp(-z)) / (1 + Math.exp(-z)) ** 2,
    );
  });

  it("has a hint for each usual mistake", () => {
    expectHints(checkGate, [
      [(z) => sigmoid(z) * (1 - sigmoid(z)), "the slope that arrives"],
      [(z, arriving) => arriving + sigmoid(z) * (1 - sigmoid(z)), "slopes are multiplied"],
      [(z, arriving) => arriving * sigmoid(z), "needs its derivative"],
      [(z, arriving) => arriving * z * (1 - z), "meant for y"],
      [(_, arriving) => arriving * sigmoid(arriving) * (1 - sigmoid(arriving)), "at z, not at"],
      [() => 7, "yours is 7"],
    ]);
  });
});

describe("exercise 4: two ways that overwrite each other", () => {
  it("accepts the sum of both ways", () => expectSolved(checkTwoPaths, (w, x) => x + 2 * w));

  it("has a hint for each usual mistake", () => {
    expectHints(checkTwoPaths, [
      [(w) => 2 * w, "what the code computes"],
      [(_, x) => x, "That is one way"],
      [(w, x) => 2 * w * x, "two ways side by side"],
      [(w, x) => x + w, "is its slope w?"],
      [(w, x) => w * x + w ** 2, "the value of r"],
      [() => 11, "Now for any w and x"],
      [() => 0, "yours says 0"],
    ]);
  });
});
