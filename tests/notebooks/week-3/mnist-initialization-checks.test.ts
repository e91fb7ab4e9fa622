import { initializers } from "gradbook";
import { describe, expect, it } from "vitest";
import {
  type Cause,
  checkCause,
  checkFirstSigma,
  checkMedian,
  checkSpread,
} from "../../../notebooks/week-3/mnist-initialization-checks.js";
import { expectHints, expectSolved } from "../expect-hints.js";

const meanSquare = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((sum, value) => sum + value * value, 0) / values.length;

describe("exercise 1: what cost the eleven points", () => {
  it("accepts the width only", () => {
    expectSolved(checkCause, "C");
    expectHints(checkCause, [
      ["A", "drawn at random as well"],
      ["B", "a normal start that did well"],
      ["D", "one seed of five"],
      ["c" as Cause, "Choose one of"],
    ]);
  });
});

describe("exercise 2: the first layer's σ", () => {
  it("accepts 0.113, and knows whose σ the others are", () => {
    expectSolved(checkFirstSigma, 0.113, 1 / Math.sqrt(78.4));
    expectHints(checkFirstSigma, [
      [0.01276, "The root is left"],
      [0.0357, "Pixels are smaller"],
      [0.0505, "He's σ"],
      [0.1597, "nothing is halved yet"],
      [8.854, "How much narrower"],
      [1, "solve for σ"],
    ]);
  });

  it("is right: with it the first weighted sums have the variance 1", () => {
    const kernel = initializers.randomNormal({ stddev: 0.113, seed: 1 })([784, 256]);
    // 784 inputs with x² = 0.1 each.
    expect(Math.abs(784 * 0.1 * meanSquare(kernel.data) - 1)).toBeLessThan(0.02);
  });
});

describe("exercise 3: the median", () => {
  const middle = (values: readonly number[], of: (n: number) => number[]) => {
    const places = of(values.length);
    return places.reduce((sum, place) => sum + values[Math.floor(place)]!, 0) / places.length;
  };
  const both = (n: number) => [(n - 1) / 2, n / 2];
  const ascending = (values: number[]) => [...values].sort((a, b) => a - b);

  it("accepts any list, and knows means, order and even lengths", () => {
    expectSolved(checkMedian, (values) => middle(ascending(values), both));
    expectHints(checkMedian, [
      [(values) => values.reduce((sum, x) => sum + x, 0) / values.length, "That is the mean"],
      [(values) => middle(values, (n) => [n / 2]), "Sort first"],
      [(values) => middle(ascending(values), (n) => [n / 2]), "two are in the middle"],
      [(values) => middle([...values].sort(), both), "it puts 10 before 9"],
      [(values) => values[0]!, "Your function says 4"],
    ]);
  });

  it("does not let an answer change the lists that it is tried on", () => {
    expectSolved(checkMedian, (values) =>
      middle(
        values.sort((a, b) => a - b),
        both,
      ),
    );
  });
});

describe("exercise 4: the limit of evenly spread weights", () => {
  it("accepts √3, and knows where the 2 and the 3 belong", () => {
    expectSolved(checkSpread, 1.73, Math.sqrt(3));
    expectHints(checkSpread, [
      [3, "The limit is a length"],
      [0.577, "Turn it over"],
      [Math.SQRT2, "in the σ already"],
      [2.449, "as a whole has the root of 6"],
      [5, "equal to σ²"],
      [1.7, "more digits"],
    ]);
  });

  it("is right: √3 σ is the library's limit for He's rule", () => {
    const { data } = initializers.heUniform({ seed: 1 })([100, 400]);
    const limit = Math.sqrt(3) * Math.sqrt(2 / 100);
    const greatest = data.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0);
    expect(greatest).toBeLessThanOrEqual(limit);
    expect(greatest).toBeGreaterThan(0.99 * limit);
    expect(Math.abs(meanSquare(data) - 2 / 100)).toBeLessThan(0.0005);
  });
});
