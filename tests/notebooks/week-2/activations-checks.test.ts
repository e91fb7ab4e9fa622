import { describe, expect, it } from "vitest";
import {
  type Activation,
  checkCollapse,
  checkFade,
  checkReluGate,
  checkTanhSlope,
} from "../../../notebooks/week-2/activations-checks.js";
import { expectHints, expectSolved } from "../expect-hints.js";

describe("exercise 1: steep once, flat on both sides", () => {
  it("accepts tanh", () => expectSolved(checkFade, "tanh"));

  it("has a hint for each other", () => {
    expectHints(checkFade, [
      ["sigmoid", "how high is its hill"],
      ["relu", "for large positive z"],
      ["leakyRelu", "never near 0"],
      ["Tanh" as Activation, "Choose one of"],
    ]);
  });
});

describe("exercise 2: two layers as one", () => {
  it("accepts [-6, 7]", () => expectSolved(checkCollapse, [-6, 7]));

  it("has a hint for each usual mistake", () => {
    expectHints(checkCollapse, [
      [[-6, 4], "bias is missing"],
      [[-6, 3], "do not simply add up"],
      [[-6, 1], "Mind the signs"],
      [[-1, 3], "multiplied, not added"],
      [[7, -6], "Turned round"],
      [[-6, 2], "W is right"],
      [[6, 7], "yours gives 13"],
    ]);
  });
});

describe("exercise 3: tanh's slope from its answer", () => {
  it("accepts 1 - t², however written", () => {
    expectSolved(
      checkTanhSlope,
      (t) => 1 - t ** 2,
      (t) => (1 - t) * (1 + t),
    );
  });

  it("has a hint for each usual mistake", () => {
    expectHints(checkTanhSlope, [
      [(t) => 1 - Math.tanh(t) ** 2, "t is the answer already"],
      [(t) => t * (1 - t), "the sigmoid's slope"],
      [(t) => 1 - t, "A square is missing"],
      [(t) => t ** 2 - 1, "tanh rises everywhere"],
      [() => 7, "yours is 7"],
    ]);
  });
});

describe("exercise 4: ReLU's backward pass", () => {
  it("accepts a gate that z opens", () => {
    expectSolved(
      checkReluGate,
      (z, arriving) => (z > 0 ? arriving : 0),
      (z, arriving) => arriving * Number(z > 0),
    );
  });

  it("has a hint for each usual mistake", () => {
    expectHints(checkReluGate, [
      [(_, arriving) => Math.max(0, arriving), "Which of its two inputs"],
      [(z, arriving) => (z > 0 ? Math.max(0, arriving) : 0), "Negative slopes"],
      [(z) => (z > 0 ? 1 : 0), "the local slope"],
      [(z) => Math.max(0, z), "the forward pass"],
      [(z, arriving) => (z >= 0 ? arriving : 0), "Only z = 0 is left"],
      [() => 5, "yours says 5"],
    ]);
    expect(checkReluGate(() => Number.NaN).state).toBe("again");
  });
});
