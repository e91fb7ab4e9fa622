import { nn, tensor } from "gradbook";
import { describe, expect, it } from "vitest";
import {
  type Compact,
  checkCompact,
  checkExponent,
  checkGamma,
  checkTwo,
} from "../../../notebooks/week-5/batch-norm-backward-checks.js";
import { expectHints, expectSolved } from "../expect-hints.js";

/** The library's slope of the first input of a column, with γ, for arriving slopes g. */
function slopeOfFirst(x: readonly number[], g: readonly number[], gamma: number): number {
  const input = tensor(
    x.map((value) => [value]),
    { requiresGrad: true },
  );
  const layer = nn.batchNormalization({ epsilon: 1e-7 });
  const y = layer.apply(input, { training: true }).mul(gamma);
  y.mul(tensor(g.map((slope) => [slope])))
    .sum()
    .backward();
  return input.grad!.data[0]!;
}

describe("exercise 1: the slope of γ", () => {
  it("accepts 3, with a hint for each usual mistake", () => {
    expectSolved(checkGamma, 3);
    expectHints(checkGamma, [
      [9, "the slope of β"],
      [0.75, "That is a mean"],
      [0, "the sum of x̂"],
      [-3, "Check the signs"],
      [42, "add up the four products"],
    ]);
  });
});

describe("exercise 2: a batch of two", () => {
  it("accepts 0, with a hint for each usual mistake", () => {
    expectSolved(checkTwo, 0);
    expectHints(checkTwo, [
      [7.5, "the direct way alone"],
      [5.25, "The mean is out"],
      [2.25, "The trend is out"],
      [-10.5, "sums of g"],
      [42, "in the bracket"],
    ]);
  });

  it("is right: autograd finds nothing either", () => {
    expect(Math.abs(slopeOfFirst([7, 3], [5, -2], 3))).toBeLessThan(1e-5);
    expect(slopeOfFirst([3, 9, 11, 17], [1, 0, 0, 0], 2)).toBeCloseTo(0.104, 5);
  });
});

describe("all ways in one line", () => {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

  /** An answer from the mean and the trend of g. */
  const from =
    (
      formula: (given: {
        slope: number;
        hat: number;
        center: number;
        trend: number;
        gamma: number;
        s: number;
      }) => number,
    ): Compact =>
    (g, hat, gamma, s) => {
      const [center, trend] = [mean(g), mean(g.map((slope, i) => slope * hat[i]!))];
      return g.map((slope, i) => formula({ slope, hat: hat[i]!, center, trend, gamma, s }));
    };

  it("accepts the formula", () => {
    expectSolved(
      checkCompact,
      from(({ slope, hat, center, trend, gamma, s }) => (gamma / s) * (slope - center - hat * trend)),
    );
  });

  it("has a hint for each usual mistake", () => {
    expectHints(checkCompact, [
      [from(({ slope, gamma, s }) => (gamma / s) * slope), "the direct way alone"],
      [from(({ slope, center, gamma, s }) => (gamma / s) * (slope - center)), "trend along x̂ is missing"],
      [
        from(({ slope, hat, trend, gamma, s }) => (gamma / s) * (slope - hat * trend)),
        "mean of g is missing",
      ],
      [from(({ slope, hat, center, trend }) => slope - center - hat * trend), "factor γ/s"],
      [
        from(({ slope, hat, center, trend, gamma, s }) => gamma * s * (slope - center - hat * trend)),
        "divided by s",
      ],
      [
        from(
          ({ slope, hat, center, trend, gamma, s }) => (gamma / s) * (slope - 4 * center - 4 * hat * trend),
        ),
        "These are the sums",
      ],
      [
        from(({ slope, center, trend, gamma, s }) => (gamma / s) * (slope - center - trend)),
        "each example's own x̂",
      ],
      [
        from(({ slope, hat, center, trend, gamma, s }) => (gamma / s) * (slope + center + hat * trend)),
        "Both are subtracted",
      ],
      [(g) => g, "your function gives 4,1,2,2"],
      [() => [1][2]!.valueOf() as never, "stopped with an error"],
    ]);
  });
});

describe("exercise 3: the lost minus", () => {
  it("accepts -1.5, with a hint for each usual mistake", () => {
    expectSolved(checkExponent, -1.5);
    expectHints(checkExponent, [
      [1.5, "Compare the two results"],
      [-0.5, "Differentiating lowers it by 1"],
      [0.5, "more negative"],
      [-1, "The root halves"],
      [3, "the rule for powers"],
    ]);
  });
});
