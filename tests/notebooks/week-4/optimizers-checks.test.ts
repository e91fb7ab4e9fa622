import { describe, expect, it } from "vitest";
import {
  checkAdamStep,
  checkCorrection,
  checkForms,
  checkMomentum,
} from "../../../notebooks/week-4/optimizers-checks.js";
import { expectHints, expectSolved } from "../expect-hints.js";

describe("exercise 1: the two forms of momentum", () => {
  it("accepts 0.1", () => expectSolved(checkForms, 0.1, (1 - 0.8) * 0.5));

  it("has a hint for each usual mistake", () => {
    expectHints(checkForms, [
      [0.5, "takes longer steps"],
      [2.5, "Turned round"],
      [0.4, "That is β · α"],
      [7, "By which factor"],
    ]);
  });
});

describe("exercise 2: Adam's first step", () => {
  it("accepts 0.001", () => expectSolved(checkAdamStep, 0.001));

  it("has a hint for each usual mistake", () => {
    expectHints(checkAdamStep, [
      [-0.001, "Which way"],
      [0.25, "plain gradient descent"],
      [0.00316, "without the hats"],
      [1, "multiplied by α"],
      [7, "Compute m and v"],
    ]);
    expect(checkAdamStep(-0.25).message).toBe(checkAdamStep(0.25).message);
  });
});

describe("exercise 3: a step of momentum", () => {
  it("accepts the notes' form", () => {
    expectSolved(checkMomentum, (w, V, g) => [w - 0.09 * V - 0.01 * g, 0.9 * V + 0.1 * g]);
  });

  it("has a hint for each usual mistake", () => {
    const mean = (V: number, g: number) => 0.9 * V + 0.1 * g;
    expectHints(checkMomentum, [
      [(w, V, g) => [w - 0.1 * V, mean(V, g)], "the old V"],
      [(w, V, g) => [w - 0.1 * (0.9 * V + g), 0.9 * V + g], "times 1 - β"],
      [(w, V, g) => [w + 0.9 * V - 0.1 * g, 0.9 * V - 0.1 * g], "the classical form"],
      [(w, V, g) => [w + 0.1 * mean(V, g), mean(V, g)], "Down, not up"],
      [(w, V, g) => [w - mean(V, g), mean(V, g)], "Where is the learning rate"],
      [(w, V) => [w, V], "yours to 1 and 0"],
    ]);
  });
});

describe("exercise 4: Adam's hats", () => {
  const m1 = (t: number) => 1 - 0.9 ** t;
  const v1 = (t: number) => 1 - 0.999 ** t;

  it("accepts both hats", () => {
    expectSolved(
      checkCorrection,
      (m, v, t) => m / m1(t) / Math.sqrt(v / v1(t)),
      (m, v, t) => (m * Math.sqrt(v1(t))) / (m1(t) * Math.sqrt(v)),
    );
  });

  it("has a hint for each usual mistake", () => {
    expectHints(checkCorrection, [
      [(m, v) => m / Math.sqrt(v), "without the hats"],
      [(m, v, t) => m / m1(t) / Math.sqrt(v), "m has its hat"],
      [(m, v, t) => m / Math.sqrt(v / v1(t)), "v has its hat"],
      [(m, v, t) => m / m1(t) / (Math.sqrt(v) / v1(t)), "under the root"],
      [(m, v, t) => m / v1(t) / Math.sqrt(v / m1(t)), "0.9 belongs to m"],
      [(m, v, t) => (m * m1(t)) / Math.sqrt(v * v1(t)), "do not multiply"],
      [(m, v, t) => m / m1(t) / (v / v1(t)), "the root of v's"],
      [() => 5, "yours is 5"],
    ]);
  });
});
