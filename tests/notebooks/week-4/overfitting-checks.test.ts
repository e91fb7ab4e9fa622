import { random, regularizers, tensor } from "gradbook";
import { describe, expect, it } from "vitest";
import {
  checkDecay,
  checkDiagnosis,
  checkLeak,
  checkStop,
  type Fit,
  type StopAt,
} from "../../../notebooks/week-4/overfitting-checks.js";
import { expectHints, expectSolved } from "../expect-hints.js";

describe("exercise 1: telling three fits apart", () => {
  it("accepts over, under, good, and has a hint for each usual mistake", () => {
    expectSolved(checkDiagnosis, ["over", "under", "good"]);
    expectHints(checkDiagnosis, [
      [["over", "fits" as Fit, "good"], "Give three words"],
      [["good", "under", "over"], "Look at A"],
      [["over", "over", "good"], "B has no gap at all"],
      [["over", "good", "good"], "its loss is twice the best"],
      [["over", "under", "over"], "Look at C"],
    ]);
  });
});

describe("exercise 2: one step with weight decay", () => {
  it("accepts 1.93, and has a hint for each usual mistake", () => {
    expectSolved(checkDecay, 1.93, (1 - 2 * 0.1 * 0.05) * 2 - 0.1 * 0.5);
    expectHints(checkDecay, [
      [1.95, "without the penalty"],
      [1.98, "the decay alone"],
      [1.94, "comes down from the exponent"],
      [1.97, "grows before the step"],
      [2.2, "First shrink the weight"],
      [0.99 * (2 - 0.05), "is not decayed"],
      [2 - 0.5 - 0.2, "forget the learning rate"],
    ]);
  });

  it("is right: the library's penalty and a slope of 0.5 give the same step", () => {
    const w = tensor(2, { dtype: "float64", requiresGrad: true });
    w.mul(0.5).add(regularizers.l2(0.05)(w)).backward();
    expect(2 - 0.1 * w.grad!.item()).toBeCloseTo(1.93, 12);
  });
});

describe("exercise 3: early stopping", () => {
  const lowestOf = (losses: readonly number[]) => losses.indexOf(Math.min(...losses));
  const ageAt = (losses: readonly number[], i: number) => i - lowestOf(losses.slice(0, i + 1));
  const orLast = (losses: readonly number[], found: number) => (found < 0 ? losses.length - 1 : found);
  const stopping: StopAt = (losses, patience) =>
    orLast(
      losses,
      losses.findIndex((_, i) => ageAt(losses, i) >= patience),
    );

  it("accepts a function that counts looks since the lowest loss", () => {
    const loop: StopAt = (losses, patience) => {
      let waited = 0;
      let lowest = Number.POSITIVE_INFINITY;
      for (const [i, loss] of losses.entries()) {
        waited = loss < lowest ? 0 : waited + 1;
        lowest = Math.min(lowest, loss);
        if (waited === patience) return i;
      }
      return losses.length - 1;
    };
    expectSolved(checkStop, stopping, loop);
  });

  it("has a hint for each usual mistake", () => {
    const rises = (losses: number[], patience: number) =>
      orLast(
        losses,
        losses.findIndex(
          (_, i) =>
            i >= patience &&
            Array.from({ length: patience }, (_, k) => losses[i - k]! > losses[i - k - 1]!).every(Boolean),
        ),
      );
    expectHints(checkStop, [
      [lowestOf, "looks that are still to come"],
      [
        (losses, patience) => lowestOf(losses.slice(0, stopping(losses, patience) + 1)),
        "That is the best look",
      ],
      [(losses, patience) => stopping(losses, patience + 1), "One look too late"],
      [(losses, patience) => stopping(losses, patience - 1), "One look too early"],
      [rises, "a row of rises"],
      [(losses, patience) => losses.findIndex((_, i) => ageAt(losses, i) >= patience), "never happens"],
      [(losses) => losses.length - 1, "your function says 4"],
      [() => [1][2]!.valueOf(), "stopped with an error"],
    ]);
  });
});

describe("exercise 4: validation points that were trained on", () => {
  it("accepts the number of common rows, and has a hint for each usual mistake", () => {
    const rows = Array.from({ length: 200 }, (_, i) => i);
    const training = new Set(random.generator(1).shuffle(rows).slice(0, 100));
    const leaked = random
      .generator(2)
      .shuffle(rows)
      .slice(100, 200)
      .filter((row) => training.has(row)).length;
    expectSolved(checkLeak, leaked);
    expect(leaked).not.toBe(50);
    expectHints(checkLeak, [
      [0, "cut from one order"],
      [100 - leaked, "how many of them are new"],
      [100, "in one list only"],
      [50, "on average"],
      [leaked / 100, "That is a share"],
      [200, "Go through validationRows"],
    ]);
  });
});
