import { cos64 } from "../engine/reference/trigonometry.js";
import { OptionError } from "../errors.js";
import { checkOptions, quoted } from "../given.js";
import { above0, type Schedule } from "./schedules.js";

/** Options of {@link cosineDecayRestarts}. */
export interface CosineDecayRestartsOptions {
  /** The rate at step 0. */
  readonly initialLearningRate: number;
  /** Steps until the first restart. */
  readonly firstDecaySteps: number;
  /** How much longer each period is than the one before; at least 1. Default 2. */
  readonly tMul?: number;
  /** What the rate of each start is of the one before. Default 1. */
  readonly mMul?: number;
  /** The part of the rate that is left at the end of a period. Default 0. */
  readonly alpha?: number;
}

/**
 * Half a cosine down to alpha times the rate, over and over, each period tMul times as long and its start mMul times as
 * high (Loshchilov and Hutter 2017, equation 5), as Keras's CosineDecayRestarts.
 *
 * @example
 * ```ts
 * const rate = optimizers.cosineDecayRestarts({ initialLearningRate: 0.1, firstDecaySteps: 10 });
 * [rate(0), rate(5), rate(10)]; // [0.1, 0.05, 0.1]
 * ```
 */
export function cosineDecayRestarts(options: CosineDecayRestartsOptions): Schedule {
  const where = "cosineDecayRestarts";
  const {
    initialLearningRate,
    firstDecaySteps,
    tMul = 2,
    mMul = 1,
    alpha = 0,
  } = checkOptions(where, options, "initialLearningRate#: 0.1, firstDecaySteps#: 100, tMul#, mMul#, alpha#");
  above0(where, { firstDecaySteps });
  if (!(tMul >= 1)) {
    throw new OptionError(`${where}: expected tMul of at least 1, got ${quoted(tMul)}; try tMul: 2`);
  }
  return (step) => {
    let [start, length, top] = [0, firstDecaySteps, initialLearningRate];
    while (step >= start + length) {
      start += length;
      length *= tMul;
      top *= mMul;
    }
    const cosine = 0.5 * (1 + cos64((Math.PI * (step - start)) / length));
    return (1 - alpha) * top * cosine + alpha * initialLearningRate;
  };
}
