import type { Callback } from "./callback.js";

/**
 * Sets the learning rate before each epoch: `(epoch, learningRate) => next`, epochs from 1.
 * For a rate that changes with every step give the optimizer a schedule instead.
 */
export function learningRateScheduler(schedule: (epoch: number, learningRate: number) => number): Callback {
  return {
    onEpochBegin(epoch, { optimizer }) {
      optimizer.learningRate = schedule(epoch, optimizer.currentLearningRate());
    },
  };
}
