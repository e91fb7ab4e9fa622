import { nn, type Tensor, tensor } from "gradbook";
import { describe, expect, it } from "vitest";
import { findLessons } from "../../../notebooks/tools/lessons/catalog.js";
import { sourceOf } from "../printed.js";

type Matrix = Tensor<[number, number]>;

describe("3.3 Pre-training: where no draw is needed", () => {
  it("probabilities are less noisy than draws", () => {
    const { notebook } = findLessons().find(({ name }) => name === "week-3/pretraining")!;
    expect(sourceOf(notebook, "cd")).toContain("since they are less noisy");
    const machine = nn.restrictedBoltzmannMachine(4, 2, { seed: 1, stddev: 1 });
    const world = tensor([
      [1, 1, 0, 0],
      [0, 0, 1, 1],
    ]) as Matrix;
    /** One step of CD-1, with the last hidden units as probabilities or drawn. */
    function step(draws: boolean): number {
      const hidden = machine.hiddenProbabilities(world);
      const dream = machine.visibleProbabilities(machine.sample(hidden));
      const answer = machine.hiddenProbabilities(dream);
      const last = draws ? machine.sample(answer) : answer;
      return world.transpose().matmul(hidden).sub(dream.transpose().matmul(last)).data[0]!;
    }
    const noise = (draws: boolean) => {
      const steps = Array.from({ length: 400 }, () => step(draws));
      const center = steps.reduce((sum, value) => sum + value, 0) / steps.length;
      return steps.reduce((sum, value) => sum + (value - center) ** 2, 0) / steps.length;
    };
    expect(noise(false)).toBeLessThan(0.7 * noise(true));
  });
});
