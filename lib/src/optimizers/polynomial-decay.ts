import { exp64 } from "../engine/reference/exponential.js";
import { log64 } from "../engine/reference/logarithm.js";
import { checkOptions } from "../given.js";
import { above0, type Schedule } from "./schedules.js";

/** Options of {@link polynomialDecay}. */
export interface PolynomialDecayOptions {
  /** The rate at step 0. */
  readonly initialLearningRate: number;
  /** Steps of the decay. */
  readonly decaySteps: number;
  /** Where the rate ends. Default 1e-4. */
  readonly endLearningRate?: number;
  /** The exponent; 1 is a line. Default 1. */
  readonly power?: number;
  /** Goes on with as many times the steps as it takes, from a lower start each time, instead of staying. Default false. */
  readonly cycle?: boolean;
}

/**
 * rate(t) = (initialLearningRate - endLearningRate) · (1 - t / decaySteps)^power + endLearningRate, as Keras's
 * PolynomialDecay.
 *
 * @example
 * ```ts
 * const rate = optimizers.polynomialDecay({ initialLearningRate: 0.1, decaySteps: 100, endLearningRate: 0 });
 * rate(50); // 0.05
 * ```
 */
export function polynomialDecay(options: PolynomialDecayOptions): Schedule {
  const {
    initialLearningRate,
    decaySteps,
    endLearningRate = 1e-4,
    power = 1,
    cycle = false,
  } = checkOptions(
    "polynomialDecay",
    options,
    "initialLearningRate#: 0.1, decaySteps#: 100, endLearningRate#, power#, cycle?",
  );
  above0("polynomialDecay", { decaySteps, power });
  return (step) => {
    const total = cycle ? decaySteps * Math.max(1, Math.ceil(step / decaySteps)) : decaySteps;
    const left = 1 - Math.min(step, total) / total;
    const part = power === 1 || left === 0 ? left : exp64(power * log64(left));
    return (initialLearningRate - endLearningRate) * part + endLearningRate;
  };
}
