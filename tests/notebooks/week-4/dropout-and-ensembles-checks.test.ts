import { nn, random, tensor } from "gradbook";
import { describe, expect, it } from "vitest";
import {
  checkDropout,
  checkFactor,
  checkInference,
  checkMean,
  type Drop,
} from "../../../notebooks/week-4/dropout-and-ensembles-checks.js";
import { expectHints, expectSolved } from "../expect-hints.js";

describe("exercise 1: dropout at inference", () => {
  it("accepts 5, and has a hint for each usual mistake", () => {
    expectSolved(checkInference, 5);
    expect(
      nn
        .dropout(0.2)
        .apply(tensor([5]))
        .toArray(),
    ).toEqual([5]);
    expectHints(checkInference, [
      [4, "dropout that was not inverted"],
      [6.25, "a survivor hands on in training"],
      [0, "switched off at inference"],
      [1, "not a factor"],
      [3, "the mask, the division, or neither"],
    ]);
  });
});

describe("exercise 2: the variance of a mean of networks that are alike", () => {
  it("accepts 2.5, and has a hint for each usual mistake", () => {
    expectSolved(checkMean, 2.5);
    expectHints(checkMean, [
      [1, "independent networks"],
      [40, "the variance of the sum"],
      [10, "not by 4"],
      [1.75, "Each pair counts twice"],
      [3, "4 are variances"],
      [2, "with ever more networks"],
      [4, "one network alone"],
      [7, "K (K - 1) covariances"],
    ]);
  });

  it("is right: four numbers that share a part of variance 2 scatter so", () => {
    const draw = random.generator(1);
    const own = draw.normal([4, 50_000], { stddev: Math.SQRT2 });
    const common = draw.normal([1, 50_000], { stddev: Math.SQRT2 });
    expect(own.add(common).mean(0).variance().item()).toBeCloseTo(2.5, 1);
  });
});

describe("exercise 3: inverted dropout", () => {
  const dropping =
    (survives: (u: number, p: number) => boolean, factor: (p: number) => number): Drop =>
    (x, u, p) =>
      x.map((value, i) => (survives(u[i]!, p) ? value * factor(p) : 0));
  const above = (u: number, p: number) => u >= p;
  const below = (u: number, p: number) => u < p;
  const right = dropping(above, (p) => 1 / (1 - p));

  it("accepts a function that scales the survivors", () => {
    expectSolved(checkDropout, right);
  });

  it("has a hint for each usual mistake", () => {
    expectHints(checkDropout, [
      [dropping(above, () => 1), "made larger, so that the mean stays"],
      [dropping(below, (p) => 1 / (1 - p)), "Off is where it is below"],
      [dropping(above, (p) => 1 - p), "made the survivors smaller"],
      [dropping(above, (p) => 1 / p), "the part that is on"],
      [(x, u, p) => right(x, u, p).filter((value) => value !== 0), "stays in the list"],
      [(x) => x, "your function gives [6, -2, 1, 3]"],
      [() => [[1][2]!.valueOf()], "stopped with an error"],
    ]);
  });
});

describe("exercise 4: the factor that was forgotten in training", () => {
  it("accepts 0.6, and has a hint for each usual mistake", () => {
    expectSolved(checkFactor, 0.6, 1 - 0.4);
    expectHints(checkFactor, [
      [1.667, "missing in training"],
      [0.4, "the part that was off"],
      [1, "changes nothing"],
      [2.5, "makes them larger"],
      [0.8, "in the mean of many draws? The probability"],
      [0.6031, "what these dice left"],
    ]);
  });
});
