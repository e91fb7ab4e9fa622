import { describe, expect, it } from "vitest";
import {
  checkBound,
  checkChain,
  checkDepth,
  checkWeight,
} from "../../../notebooks/week-2/vanishing-gradients-checks.js";
import { expectHints, expectSolved } from "../expect-hints.js";

describe("exercise 1: five sigmoid gates", () => {
  it("accepts 1/1024", () => expectSolved(checkBound, 1 / 1024, 0.000977));

  it("has a hint for each usual mistake", () => {
    expectHints(checkBound, [
      [1.25, "multiplied, not added"],
      [0.5 ** 5, "How steep is it there"],
      [1024, "Turned round"],
      [0.25 ** 4, "Count the gates"],
      [0.25, "There are five"],
      [7, "greatest slope, once for each gate"],
    ]);
    expect(checkBound(0.25 ** 6).message).toBe(checkBound(0.25 ** 4).message);
  });
});

describe("exercise 2: the weight that keeps the slope", () => {
  it("accepts 4", () => expectSolved(checkWeight, 4));

  it("has a hint for each usual mistake", () => {
    expectHints(checkWeight, [
      [0.25, "make up for it"],
      [1, "still multiplies"],
      [2, "it is the slope that counts"],
      [-4, "A positive weight"],
      [8, "multiplies by 2"],
    ]);
  });
});

describe("exercise 3: how many layers until the product is below a limit", () => {
  it("accepts a loop and logarithms", () => {
    expectSolved(
      checkDepth,
      (factor, limit) => {
        let layers = 0;
        for (let product = 1; product >= limit; product *= factor) layers++;
        return layers;
      },
      (factor, limit) => Math.floor(Math.log(limit) / Math.log(factor)) + 1,
    );
  });

  it("has a hint for each usual mistake", () => {
    const exact = (factor: number, limit: number) => Math.log(limit) / Math.log(factor);
    expectHints(checkDepth, [
      [(factor, limit) => Math.floor(exact(factor, limit)), "One too few"],
      [(factor, limit) => Math.floor(exact(factor, limit)) + 2, "One too many"],
      [(factor, limit) => Math.ceil(exact(factor, limit)), "meets the limit exactly"],
      [exact, "layers are whole"],
      [(factor, limit) => factor ** (Math.floor(exact(factor, limit)) + 1), "the product at the end"],
      [() => 3, "yours says 3"],
    ]);
  });
});

describe("exercise 4: the slope of a chain", () => {
  const s = (z: number) => 1 / (1 + Math.exp(-z));
  const product = (zs: number[], factor: (z: number) => number) => zs.reduce((all, z) => all * factor(z), 1);

  it("accepts the product of w and the slopes", () => {
    expectSolved(
      checkChain,
      (zs, w) => product(zs, (z) => w * s(z) * (1 - s(z))),
      (zs, w) => w ** zs.length * product(zs, (z) => s(z) * s(-z)),
    );
  });

  it("has a hint for each usual mistake", () => {
    expectHints(checkChain, [
      [(zs, w) => product(zs, (z) => w * s(z)), "its value or its slope"],
      [(zs) => product(zs, (z) => s(z) * (1 - s(z))), "a times gate, too"],
      [(zs, w) => w * product(zs, (z) => s(z) * (1 - s(z))), "once for every layer"],
      [(zs, w) => zs.reduce((sum, z) => sum + w * s(z) * (1 - s(z)), 0), "only different ways add"],
      [(zs, w) => product(zs, (z) => w * z * (1 - z)), "not the sum z itself"],
      [() => 5, "yours says 5"],
    ]);
  });
});
