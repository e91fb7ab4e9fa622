import { describe, expect, it } from "vitest";
import {
  type BiasSlopes,
  checkBiases,
  checkFirst,
  checkHidden,
  checkLast,
  checkWeights,
  type FirstSlopes,
  type HiddenSlopes,
  type LastSlopes,
  ladderFrom,
  type Matrix,
  type WeightSlopes,
} from "../../../notebooks/week-2/backpropagation-ladder.js";
import { expectHints, expectSolved } from "../expect-hints.js";

const rungs = ladderFrom({});
const one = (K: Matrix) => K.neg().add(1);
const back: HiddenSlopes = ({ D2, W2 }) => D2.matmul(W2.transpose());

describe("rung 1: what arrives at the last logits", () => {
  it("accepts (Ŷ - Y)/n in any form", () => {
    expectSolved(
      checkLast,
      (answers, Y) => answers.sub(Y).div(Y.shape[0]),
      (answers, Y) => Y.sub(answers).mul(-1 / answers.shape[0]),
      (answers, Y) => answers.div(Y.size).sub(Y.div(Y.size)),
    );
  });

  it("has a hint for each usual mistake", () => {
    expectHints<LastSlopes>(checkLast, [
      [(answers, Y) => answers.sub(Y), "That is one example's slope"],
      [(answers, Y) => Y.sub(answers).div(5), "Answer minus target"],
      [(answers, Y) => answers.sub(Y).div(4), "Right for four examples"],
      [(answers, Y) => answers.sub(Y).mul(answers).mul(one(answers)).div(5), "The sigmoid's slope cancels"],
      [(answers, Y) => answers.sub(Y).sum().div(5), "That adds all examples up"],
      [(answers, Y) => answers.sub(Y).mean(0), "the mean of all examples"],
      [(answers) => answers, "The shape is right"],
      [((answers: Matrix) => void answers) as never, "gives no tensor back"],
    ]);
  });
});

describe("rung 2: the slopes of a layer's weights", () => {
  it("accepts X transposed times D, either way round", () => {
    expectSolved(
      checkWeights,
      (X, D) => X.transpose().matmul(D),
      (X, D) => D.transpose().matmul(X).transpose(),
    );
  });

  it("has a hint for each usual mistake", () => {
    expectHints<WeightSlopes>(checkWeights, [
      [(X, D) => D.transpose().matmul(X), "turned round"],
      [(X, D) => X.transpose().matmul(D).div(5), "in D already"],
      [(_, D) => D.matmul(D.transpose()), "a column for each example"],
      [(X, D) => X.matmul(D), "inner sizes"],
      [(X) => X, "The shape should be [3, 4]; yours is [5, 3]"],
    ]);
  });
});

describe("rung 3: the slopes of a layer's biases", () => {
  it("accepts the sum over the rows", () => {
    expectSolved(
      checkBiases,
      (D) => D.sum(0),
      (D) => D.transpose().sum(1),
      (D) => D.mean(0).mul(D.shape[0]),
    );
  });

  it("has a hint for each usual mistake", () => {
    expectHints<BiasSlopes>(checkBiases, [
      [(D) => D.sum(), "adds up everything"],
      [(D) => D.sum(1), "one sum for each example"],
      [(D) => D.mean(0), "The 1/n is in D already"],
      [(D) => D, "used in every example"],
      [(D) => D.sum(0, { keepDims: true }), "in one row of a matrix"],
    ]);
  });
});

describe("rung 4: what arrives at the first layer", () => {
  it("accepts every form of K(1 - K)", () => {
    expectSolved(
      checkHidden,
      (given) => back(given).mul(given.K).mul(one(given.K)),
      (given) => back(given).mul(given.K.sub(given.K.square())),
      ({ D2, W2, K }) =>
        W2.matmul(D2.transpose())
          .transpose()
          .mul(K.mul(one(K))),
    );
  });

  it("has a hint for each usual mistake", () => {
    expectHints<HiddenSlopes>(checkHidden, [
      [back, "That is ∂J/∂K"],
      [(given) => back(given).mul(given.K), "Half of it is missing"],
      [(given) => back(given).mul(one(given.K)), "The first factor is missing"],
      [(given) => back(given).mul(given.K.sigmoid()).mul(one(given.K.sigmoid())), "another sigmoid"],
      [(given) => back(given).add(given.K.mul(one(given.K))), "slopes are multiplied"],
      [(given) => back(given).div(given.K.mul(one(given.K))), "multiplied by the sigmoid's slope"],
      [(given) => back(given).mul(given.K).mul(one(given.K)).transpose(), "one row for each example"],
      [(given) => back(given).mul(given.K.square().sub(given.K)), "the wrong sign"],
      [({ D2, W2 }) => D2.matmul(W2), "inner sizes"],
    ]);
  });
});

describe("rung 5: the slopes of the first layer's weights", () => {
  it("accepts the inputs transposed times what arrives", () => {
    expectSolved(checkFirst, ({ X, D1 }) => D1.transpose().matmul(X).transpose());
  });

  it("has a hint for each usual mistake", () => {
    expectHints<FirstSlopes>(checkFirst, [
      [({ K, D1 }) => K.transpose().matmul(D1), "K is what the first layer gives"],
      [({ X, D2 }) => X.transpose().matmul(D2), "D₂ arrives at the second layer"],
      [({ K, D2 }) => K.transpose().matmul(D2), "the slopes of W₂"],
      [({ X, D1 }) => D1.transpose().matmul(X), "turned round"],
      [({ X, D1 }) => X.transpose().matmul(D1).div(5), "The 1/n is in D₁ already"],
      [({ X, D1 }) => X.matmul(D1), "inner sizes"],
    ]);
  });
});

describe("the ladder", () => {
  it("takes the learner's rungs that are right, and ours for the others", () => {
    const mine: BiasSlopes = (D) => D.transpose().sum(1);
    const wrong: WeightSlopes = (X) => X;
    const ladder = ladderFrom({ db2: mine, dW2: wrong, D1: null });
    expect(ladder.db2).toBe(mine);
    expect(ladder.dW2.toString()).toBe(rungs.dW2.toString());
  });
});
