import { describe, expect, it } from "vitest";
import {
  checkBeta,
  checkHat,
  checkInputs,
  checkMu,
  checkScale,
  checkVariance,
  drillFrom,
  type Gradient,
  type WithHat,
  type WithMu,
  type WithVariance,
} from "../../../notebooks/week-5/batch-norm-backward-drill.js";
import { expectHints, expectSolved } from "../expect-hints.js";

const six = drillFrom({});
const direct: Gradient<WithMu> = ({ dHat, v }) => dHat.div(v.sqrt());
const through: Gradient<WithMu> = ({ away, dVariance, n }) => away.mul(dVariance).mul(2 / n);
const center: Gradient<WithMu> = ({ dMu, n }) => dMu.div(n);

describe("gradients 1 to 3: the parameters and the normalized numbers", () => {
  it("accept other forms", () => {
    expectSolved(checkBeta, ({ g, n }) => g.mean(0).mul(n));
    expectSolved(checkScale, ({ g, away, v }) => g.mul(away).sum(0).div(v.sqrt()));
    expectSolved(checkHat, ({ g, gamma }) => gamma.mul(g));
  });

  it("have a hint for each usual mistake", () => {
    expectHints<Gradient>(checkBeta, [
      [({ g }) => g.mean(0), "Nobody takes a mean"],
      [({ g, hat }) => g.mul(hat).sum(0), "the slope of γ"],
      [({ g }) => g.sum(1), "one sum for each example"],
      [({ g }) => g.sum(), "adds up everything"],
      [({ g }) => g, "used in every example"],
      [({ gamma }) => gamma, "The shape is right"],
    ]);
    expectHints<Gradient>(checkScale, [
      [({ g }) => g.sum(0), "the slope of β"],
      [({ g, hat }) => g.mul(hat), "used in every example"],
      [({ g, hat }) => g.mul(hat).mean(0), "Nobody takes a mean"],
      [({ hat }) => hat.sum(0), "counts as much as the slope"],
      [({ g, away }) => g.mul(away).sum(0), "not the distance from the mean"],
    ]);
    expectHints<Gradient>(checkHat, [
      [({ g }) => g, "The times gate with γ"],
      [({ g, gamma }) => g.div(gamma), "by its other input"],
      [({ g, hat }) => g.mul(hat), "The other input of that gate"],
      [({ g, gamma }) => g.mul(gamma).sum(0), "nothing is summed"],
      [({ g, gamma }) => g.add(gamma), "slopes are multiplied"],
    ]);
  });
});

describe("gradient 4: the variance", () => {
  it("accepts the exponent as a root, and the sum last", () => {
    expectSolved(checkVariance, ({ dHat, away, v }) => dHat.mul(away).div(v.mul(v.sqrt())).sum(0).div(-2));
  });

  it("has a hint for each usual mistake", () => {
    const right: Gradient<WithHat> = ({ dHat, away, v }) => dHat.mul(away).mul(v.pow(-1.5)).sum(0).mul(-0.5);
    expectHints<Gradient<WithHat>>(checkVariance, [
      [(known) => right(known).neg(), "What sign"],
      [(known) => right(known).mul(-2), "as a factor: -½."],
      [(known) => right(known).mul(2), "-½, not -1"],
      [(known) => right(known).mul(known.v), "one less"],
      [({ dHat, away, v }) => dHat.mul(away).mul(-0.5).mul(v.pow(1.5)).sum(0), "A minus is lost"],
      [({ dHat, away, v }) => dHat.mul(away).mul(-0.5).mul(v.pow(-1.5)), "so their slopes add up"],
      [({ g, away, v }) => g.mul(away).mul(-0.5).mul(v.pow(-1.5)).sum(0), "You took g"],
      [({ dHat, hat, v }) => dHat.mul(hat).mul(-0.5).mul(v.pow(-1.5)).sum(0), "not by x̂"],
      [(known) => right(known).div(known.n), "Nobody takes a mean"],
    ]);
  });
});

describe("gradient 5: the mean", () => {
  it("accepts it with and without the way through the variance, which is nothing", () => {
    expectSolved(
      checkMu,
      ({ dHat, v }) => dHat.sum(0).div(v.sqrt()).neg(),
      ({ dHat, dVariance, away, v, n }) =>
        dHat
          .div(v.sqrt())
          .sum(0)
          .neg()
          .add(dVariance.mul(away.sum(0)).mul(-2 / n)),
    );
  });

  it("has a hint for each usual mistake", () => {
    expectHints<Gradient<WithVariance>>(checkMu, [
      [({ dHat, v }) => dHat.div(v.sqrt()).sum(0), "μ is subtracted"],
      [({ dHat, v }) => dHat.div(v.sqrt()).neg(), "Every x̂ uses μ"],
      [({ dHat }) => dHat.sum(0).neg(), "divided by √(σ² + ε) as well"],
      [({ dHat, v }) => dHat.div(v).sum(0).neg(), "by the root of v"],
      [({ dHat, v }) => dHat.mul(v.sqrt()).sum(0).neg(), "below the line"],
      [({ g, v }) => g.div(v.sqrt()).sum(0).neg(), "You took g"],
      [({ dHat, v, n }) => dHat.div(v.sqrt()).sum(0).neg().div(n), "Nobody takes a mean"],
    ]);
  });
});

describe("gradient 6: the inputs", () => {
  it("accepts the three ways in any order, and the one-line form", () => {
    expectSolved(
      checkInputs,
      (known) => center(known).add(direct(known)).add(through(known)),
      ({ g, gamma, hat, v }) =>
        g
          .sub(g.mean(0))
          .sub(hat.mul(g.mul(hat).mean(0)))
          .mul(gamma.div(v.sqrt())),
    );
  });

  it("has a hint for each usual mistake", () => {
    expectHints<Gradient<WithMu>>(checkInputs, [
      [direct, "the direct way alone"],
      [(known) => direct(known).add(through(known)), "The way through μ is missing"],
      [(known) => direct(known).add(center(known)), "The way through σ² is missing"],
      [(known) => through(known).add(center(known)), "The direct way is missing"],
      [(known) => direct(known).add(through(known)).add(known.dMu), "μ moves by 1/n"],
      [(known) => direct(known).add(through(known).div(2)).add(center(known)), "has a factor 2"],
      [(known) => direct(known).add(through(known).mul(known.n)).add(center(known)), "σ² is a mean"],
      [(known) => direct(known).sub(through(known)).add(center(known)), "The signs are in the slopes"],
      [
        (known) => direct(known).sub(through(known)).sub(center(known)),
        "Their signs are in the slopes already",
      ],
    ]);
  });
});

describe("the drill", () => {
  it("takes the learner's gradients that are right, and ours for the others", () => {
    const mine: Gradient = ({ g, n }) => g.mean(0).mul(n);
    const drill = drillFrom({ dBeta: mine, dGamma: mine, dHat: null });
    expect(drill.dBeta).toBe(mine);
    expect(drill.dGamma.toString()).toBe(six.dGamma.toString());
  });
});
