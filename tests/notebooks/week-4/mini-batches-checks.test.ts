import { random } from "gradbook";
import { describe, expect, it } from "vitest";
import {
  checkBatchSize,
  checkRate,
  checkSplit,
  checkUpdates,
  type Split,
} from "../../../notebooks/week-4/mini-batches-checks.js";
import { expectHints, expectSolved } from "../expect-hints.js";

describe("exercise 1: updates in five epochs", () => {
  it("accepts 2340, and has a hint for each usual mistake", () => {
    expectSolved(checkUpdates, 2340);
    expectHints(checkUpdates, [
      [468, "That is one epoch"],
      [2345, "is left out"],
      [Math.floor(5 * 468.75), "Round down in each epoch"],
      [300_000, "You count examples"],
      [640, "full batches in one epoch"],
    ]);
  });
});

describe("exercise 2: the batch for a given noise", () => {
  it("accepts 256, and has a hint for each usual mistake", () => {
    expectSolved(checkBatchSize, 256);
    expectHints(checkBatchSize, [
      [16, "not like 1/m"],
      [128, "a variance with a standard deviation"],
      [4, "the root where the square belongs"],
      [1 / 256, "upside down"],
      [32, "solve for m"],
    ]);
  });

  it("is right: 256 of very many slopes with a standard deviation of 8 leave 0.5", () => {
    const means = random.generator(1).normal([2000, 256], { stddev: 8 }).mean(1);
    expect(means.std().item()).toBeCloseTo(0.5, 1);
  });
});

describe("exercise 3: cutting an order into batches", () => {
  const cut = (order: readonly number[], m: number): number[][] =>
    order.length === 0 ? [] : [order.slice(0, m), ...cut(order.slice(m), m)];

  it("accepts a function that cuts, also one that takes the order apart", () => {
    const takingApart: Split = (order, m) => {
      const batches = [];
      while (order.length > 0) batches.push(order.splice(0, m));
      return batches;
    };
    expectSolved(checkSplit, cut, takingApart);
  });

  it("has a hint for each usual mistake", () => {
    expectHints(checkSplit, [
      [(order, m) => cut(order, m).filter((batch) => batch.length === m), "Round the number of batches up"],
      [
        (order, m) => cut(order, m).map((_, k) => order.slice(k, k + m)),
        "one example after the first, so most examples come twice",
      ],
      [(order, m) => cut(order, Math.ceil(order.length / m)), "m examples each"],
      [(order, m) => cut([...order.keys()], m), "not the examples that stand at these places"],
      [(order, m) => cut([...order].sort(), m), "drawn at random and has to stay so"],
      [(order) => [order], "your function gives [[9,4,7,1,3]]"],
      [() => [1][2]!.valueOf() as unknown as number[][], "stopped with an error"],
    ]);
  });
});

describe("exercise 4: a sum where a mean belongs", () => {
  it("accepts 0.1/24, and has a hint for each usual mistake", () => {
    expectSolved(checkRate, 0.1 / 24, 0.0042);
    expectHints(checkRate, [
      [0.1, "the rate that runs away"],
      [2.4, "longer still"],
      [0.1 / 240, "not over all 240"],
      [0.01, "How many terms does its sum have"],
      [0.1 / Math.sqrt(24), "The root belongs to the noise"],
      [0.5, "How many times longer"],
    ]);
  });
});
