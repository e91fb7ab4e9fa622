import { cos64 } from "../engine/reference/trigonometry.js";
import { OptionError } from "../errors.js";
import { checkOptions, quoted } from "../given.js";
import { above0, type Schedule } from "./schedules.js";

/** Options of {@link oneCycle}. */
export interface OneCycleOptions {
  /** The rate at the top. */
  readonly maxLearningRate: number;
  /** Steps of the whole cycle. */
  readonly totalSteps: number;
  /** The part of the steps in which the rate rises, in (0, 1). Default 0.3. */
  readonly riseShare?: number;
  /** How many times smaller the first rate is than the greatest. Default 25. */
  readonly startDivisor?: number;
  /** How many times smaller the last rate is than the first. Default 10,000. */
  readonly endDivisor?: number;
}

/**
 * Half a cosine up from a small rate to the greatest, then half a cosine down to next to nothing (Smith and Topin 2019),
 * as PyTorch's OneCycleLR: its pct_start, div_factor and final_div_factor. After the cycle it stays at the end.
 *
 * @example
 * ```ts
 * const rate = optimizers.oneCycle({ maxLearningRate: 0.1, totalSteps: 11 });
 * rate(0); // 0.004
 * ```
 */
export function oneCycle(options: OneCycleOptions): Schedule {
  const {
    maxLearningRate,
    totalSteps,
    riseShare = 0.3,
    startDivisor = 25,
    endDivisor = 1e4,
  } = checkOptions(
    "oneCycle",
    options,
    "maxLearningRate#: 0.1, totalSteps#: 1000, riseShare#, startDivisor#, endDivisor#",
  );
  above0("oneCycle", { maxLearningRate, totalSteps, startDivisor, endDivisor });
  if (!(riseShare > 0 && riseShare < 1)) {
    throw new OptionError(
      `oneCycle: expected riseShare between 0 and 1, got ${quoted(riseShare)}; try riseShare: 0.3`,
    );
  }
  const start = maxLearningRate / startDivisor;
  const end = start / endDivisor;
  // PyTorch's steps count from 0, and the first phase ends one before its share.
  const top = riseShare * totalSteps - 1;
  const last = totalSteps - 1;
  const between = (from: number, to: number, part: number): number =>
    to + ((from - to) / 2) * (1 + cos64(Math.PI * part));
  return (step) =>
    step <= top
      ? between(start, maxLearningRate, step / top)
      : between(maxLearningRate, end, Math.min((step - top) / (last - top), 1));
}
