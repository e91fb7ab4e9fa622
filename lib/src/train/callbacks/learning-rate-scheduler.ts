import { OptionError } from "../../errors.js";
import { quoted } from "../../given.js";
import type { Callback } from "./callback.js";

/**
 * Sets the learning rate before each epoch: `(epoch, learningRate) => next`, epochs from 1.
 * For a rate that changes with every step give the optimizer a schedule instead. Throws OptionError when it is no function.
 */
export function learningRateScheduler(schedule: (epoch: number, learningRate: number) => number): Callback {
  if (typeof schedule !== "function") {
    throw new OptionError(
      `learningRateScheduler: expected a function, got ${quoted(schedule)}; try (epoch, rate) => 0.9 * rate`,
    );
  }
  return {
    onEpochBegin(epoch, { optimizer }) {
      optimizer.learningRate = schedule(epoch, optimizer.currentLearningRate());
    },
  };
}
