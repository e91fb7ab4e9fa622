import { nn, tensor } from "gradbook";
import { describe, expect, it } from "vitest";
import {
  checkAxis,
  checkBias,
  checkForward,
  checkPair,
  type Forward,
  type Needless,
} from "../../../notebooks/week-5/batch-norm-forward-checks.js";
import { expectHints, expectSolved } from "../expect-hints.js";

describe("exercise 1: what is needless before batch normalization", () => {
  it("accepts B only", () => {
    expectSolved(checkBias, "B");
    expectHints(checkBias, [
      ["A", "which way they point"],
      ["C", "mean 0 over the batch, for good"],
      ["b" as Needless, "Choose one of"],
    ]);
  });

  it("is right: another bias changes nothing", () => {
    const layer = nn.batchNormalization({ epsilon: 1e-7 });
    const column = (bias: number) => tensor([1, 4, 2, 8].map((value) => [value + bias]));
    const [plain, moved] = [0, 16].map((bias) => layer.apply(column(bias), { training: true }).toArray());
    expect(moved).toEqual(plain);
  });
});

describe("exercise 2: a batch of two", () => {
  it("accepts 1 and -1, with a hint for each usual mistake", () => {
    expectSolved(checkPair, [1, -1]);
    expectHints(checkPair, [
      [[-1, 1], "lies above the mean"],
      [[2, -2], "the distances from the mean"],
      [[0.5, -0.5], "Divide by σ, its root"],
      [[Math.SQRT1_2, -Math.SQRT1_2], "n - 1 in place of n"],
      [[1, 0], "min-max"],
      [[7, 3], "opposite numbers"],
    ]);
  });
});

describe("exercise 3: the forward pass", () => {
  const mean = (x: readonly number[]) => x.reduce((sum, value) => sum + value, 0) / x.length;
  const variance = (x: readonly number[]) => mean(x.map((value) => (value - mean(x)) ** 2));

  /** A forward pass from what becomes of a distance from the mean. */
  const from =
    (
      formula: (
        d: number,
        given: { gamma: number; beta: number; epsilon: number; v: number; n: number },
      ) => number,
    ): Forward =>
    (x, gamma, beta, epsilon) =>
      x.map((value) => formula(value - mean(x), { gamma, beta, epsilon, v: variance(x), n: x.length }));

  it("accepts the formula", () => {
    expectSolved(
      checkForward,
      from((d, { gamma, beta, epsilon, v }) => (gamma * d) / Math.sqrt(v + epsilon) + beta),
    );
  });

  it("has a hint for each usual mistake", () => {
    expectHints(checkForward, [
      [from((d, { epsilon, v }) => d / Math.sqrt(v + epsilon)), "One line is left"],
      [from((d, { gamma, beta, epsilon, v }) => (gamma * d) / (Math.sqrt(v) + epsilon) + beta), "not to σ"],
      [from((d, { gamma, beta, epsilon, v }) => (gamma * d) / (v + epsilon) + beta), "Take its root"],
      [from((d, { gamma, beta, v }) => (gamma * d) / Math.sqrt(v) + beta), "ε is missing"],
      [
        from(
          (d, { gamma, beta, epsilon, v, n }) => (gamma * d) / Math.sqrt((v * n) / (n - 1) + epsilon) + beta,
        ),
        "not by n - 1",
      ],
      [from((d, { gamma, beta, epsilon, v }) => (beta * d) / Math.sqrt(v + epsilon) + gamma), "exchanged"],
      [
        from((d, { gamma, beta, epsilon, v }) => gamma * (d / Math.sqrt(v + epsilon) + beta)),
        "multiplies x̂ only",
      ],
      [
        (x, gamma, beta, epsilon) =>
          x.map((value) => (gamma * value) / Math.sqrt(variance(x) + epsilon) + beta),
        "not been subtracted",
      ],
      [(x) => x, "your function gives 3,9,11,17"],
      [() => [1][2]!.valueOf() as never, "stopped with an error"],
    ]);
  });
});

describe("exercise 4: along which axis", () => {
  it("accepts the first height against the other heights", () => {
    expectSolved(checkAxis, -10 / Math.sqrt(200 / 3), -1.2247);
  });

  it("is right: the library's layer says so", () => {
    const layer = nn.batchNormalization({ epsilon: 1e-7 });
    const [first] = layer.apply(tensor([[160], [170], [180]]), { training: true }).toArray();
    expectSolved(checkAxis, first![0]!);
  });

  it("has a hint for each usual mistake", () => {
    expectHints(checkAxis, [
      [-1, "the cell above gives to everybody"],
      [1.2247, "160 lies below the mean"],
      [-0.15, "divided by the variance"],
      [-10, "the distance from the mean"],
      [0, "min-max"],
      [3, "Take the column of heights"],
    ]);
  });
});
