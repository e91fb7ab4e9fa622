import { nn, tensor } from "gradbook";
import { describe, expect, it } from "vitest";
import {
  type Change,
  checkBias,
  checkBudget,
  checkProbability,
  checkUpdate,
} from "../../../notebooks/week-3/pretraining-checks.js";
import { expectHints, expectSolved } from "../expect-hints.js";

describe("exercise 1: how likely a hidden unit is", () => {
  it("accepts σ(2), and knows what else is added up", () => {
    expectSolved(checkProbability, 0.881, 0.8808, 1 / (1 + Math.exp(-2)));
    expectHints(checkProbability, [
      [2, "The sigmoid is left"],
      [0.953, "the bias is missing"],
      [0.731, "adds nothing"],
      [0.119, "how likely the unit is to be 0"],
      [-0.5, "between 0 and 1"],
      [0.5, "Add the bias"],
    ]);
  });

  it("is right: the library's machine says the same", () => {
    const machine = nn.restrictedBoltzmannMachine(3, 1, { seed: 1 });
    machine.weights = tensor([[2], [-1], [1]]);
    machine.hiddenBias = tensor([-1]);
    const probability = machine.hiddenProbabilities(tensor([[1, 0, 1]])).item();
    expect(checkProbability(probability).state).toBe("solved");
  });
});

describe("exercise 2: the change of a visible bias", () => {
  it("accepts 0.15, and knows the sign, the rate and the two averages", () => {
    expectSolved(checkBias, 0.15);
    expectHints(checkBias, [
      [-0.15, "whiter or darker"],
      [0.3, "What about α"],
      [0.35, "the data's part alone"],
      [0.55, "are not added"],
      [0.14, "takes their difference"],
      [1, "α times"],
    ]);
  });
});

describe("exercise 3: the change of the weights", () => {
  const outer = (a: number[], b: number[]) => a.map((x) => b.map((y) => x * y));
  const minus = (a: number[][], b: number[][]) => a.map((row, i) => row.map((x, j) => x - (b[i]?.[j] ?? 0)));
  const right: Change = (v, h, v1, h1) => minus(outer(v, h), outer(v1, h1));

  it("accepts the difference of the two products, a row for each visible unit", () => {
    expectSolved(checkUpdate, right);
    expectHints(checkUpdate, [
      [(v, h, v1, h1) => minus(outer(v1, h1), outer(v, h)), "believe its own dreams"],
      [(v, h, v1, h1) => minus(outer(h, v), outer(h1, v1)), "rows and columns are exchanged"],
      [(v, h) => outer(v, h), "grow for ever"],
      [(v, h, v1) => minus(outer(v, h), outer(v1, h)), "hidden units of the reconstruction"],
      [
        (v, h, v1, h1) => {
          const [dv, dh] = [v.map((x, i) => x - (v1[i] ?? 0)), h.map((x, j) => x - (h1[j] ?? 0))];
          return outer(dv, dh);
        },
        "A product of differences",
      ],
      [(_, h, __, h1) => [h, h1], "Yours is [0.5,0,1]"],
    ]);
  });
});

describe("exercise 4: the fair number of epochs", () => {
  it("accepts 12, and knows what was left out or counted twice", () => {
    expectSolved(checkBudget, 12);
    expectHints(checkBudget, [
      [6, "Is pre-training free?"],
      [8, "How many machines"],
      [9, "read all examples twice"],
      [18, "not through all of them"],
      [7, "Add up the epochs"],
    ]);
  });
});
