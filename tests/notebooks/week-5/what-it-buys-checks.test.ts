import { initializers } from "gradbook";
import { describe, expect, it } from "vitest";
import {
  checkBenefit,
  checkGrowth,
  checkRepair,
  checkWorking,
  type Repair,
} from "../../../notebooks/week-5/what-it-buys-checks.js";
import { expectHints, expectSolved } from "../expect-hints.js";

describe("exercise 1: what is lost with the whole set in a batch", () => {
  it("accepts 3, with a hint for each other promise", () => {
    expectSolved(checkBenefit, 3);
    expectHints(checkBenefit, [
      [1, "large steps stay safe"],
      [2, "A factor on all weights cancels"],
      [4, "Choose 1, 2 or 3"],
    ]);
  });
});

describe("exercise 2: growth through five layers", () => {
  it("accepts 32, with a hint for each usual mistake", () => {
    expectSolved(checkGrowth, 32);
    expectHints(checkGrowth, [
      [2, "one layer"],
      [10, "you added them"],
      [1024, "the square of the size"],
      [181.02, "what ReLU does"],
      [0.03125, "adds up 32 inputs"],
      [7, "five times as a factor"],
    ]);
  });

  it("is right: five layers of random weights make about 32 of a signal", () => {
    const start = initializers.randomNormal({ stddev: 0.5, seed: 1 });
    const size = (values: ArrayLike<number>) =>
      Math.sqrt(
        Array.from(values, (value) => value ** 2).reduce((sum, value) => sum + value, 0) / values.length,
      );
    const factors = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((seed) => {
      let h = initializers.randomNormal({ stddev: 1, seed })([200, 32]);
      for (let layer = 0; layer < 5; layer++) h = h.matmul(start([32, 32])).relu();
      return size(h.data);
    });
    const typical = Math.exp(factors.reduce((sum, factor) => sum + Math.log(factor), 0) / 10);
    expect(typical).toBeGreaterThan(22);
    expect(typical).toBeLessThan(40);
  });
});

describe("exercise 3: the rates that work", () => {
  it("accepts a function that asks every seed", () => {
    expectSolved(checkWorking, (rates, accuracies) =>
      rates.filter((_, i) => accuracies[i]!.every((accuracy) => accuracy >= 0.95)),
    );
  });

  it("has a hint for each usual mistake", () => {
    const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    const all = (seeds: readonly number[]) => seeds.every((accuracy) => accuracy >= 0.95);
    expectHints(checkWorking, [
      [(rates, accuracies) => rates.filter((_, i) => mean(accuracies[i]!) >= 0.95), "You take the mean"],
      [
        (rates, accuracies) => rates.filter((_, i) => accuracies[i]!.some((accuracy) => accuracy >= 0.95)),
        "every seed has to",
      ],
      [
        (rates, accuracies) => rates.filter((_, i) => accuracies[i]!.every((accuracy) => accuracy > 0.95)),
        "0.95 or more",
      ],
      [(_, accuracies) => accuracies.flatMap((seeds, i) => (all(seeds) ? [i] : [])), "places in the list"],
      [(_, accuracies) => accuracies.map(all) as never, "filter instead of map"],
      [(rates, accuracies) => rates.filter((_, i) => !all(accuracies[i]!)), "do not work"],
      [() => [], "your function gives []"],
      [() => [1][2]!.valueOf() as never, "stopped with an error"],
    ]);
  });
});

describe("exercise 4: the repair", () => {
  it("accepts C, with a hint for the others", () => {
    expectSolved(checkRepair, "C");
    expectHints(checkRepair, [
      ["A", "still of one class"],
      ["B", "alone as among others"],
      ["c" as Repair, "Choose one of"],
    ]);
  });
});
