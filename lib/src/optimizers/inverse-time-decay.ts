import { checkOptions } from "../given.js";
import { above0, type Schedule } from "./schedules.js";

/** Options of {@link inverseTimeDecay}. */
export interface InverseTimeDecayOptions {
  /** The rate at step 0. */
  readonly initialLearningRate: number;
  /** Steps in which the divisor grows once by `decayRate`. */
  readonly decaySteps: number;
  /** How much the divisor grows in `decaySteps` steps. */
  readonly decayRate: number;
  /** Falls in steps instead of smoothly. Default false. */
  readonly staircase?: boolean;
}

/**
 * rate(t) = initialLearningRate / (1 + decayRate · t / decaySteps), as Keras's InverseTimeDecay.
 *
 * @example
 * ```ts
 * const rate = optimizers.inverseTimeDecay({ initialLearningRate: 0.1, decaySteps: 100, decayRate: 1 });
 * rate(100); // 0.05
 * ```
 */
export function inverseTimeDecay(options: InverseTimeDecayOptions): Schedule {
  const {
    initialLearningRate,
    decaySteps,
    decayRate,
    staircase = false,
  } = checkOptions(
    "inverseTimeDecay",
    options,
    "initialLearningRate#: 0.1, decaySteps#: 100, decayRate#: 0.5, staircase?",
  );
  above0("inverseTimeDecay", { decaySteps, decayRate });
  return (step) => {
    const t = step / decaySteps;
    return initialLearningRate / (1 + decayRate * (staircase ? Math.floor(t) : t));
  };
}
