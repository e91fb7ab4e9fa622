import { exp64 } from "../engine/reference/exponential.js";
import { log64 } from "../engine/reference/logarithm.js";
import { cos64 } from "../engine/reference/trigonometry.js";
import { OptionError } from "../errors.js";
import { checkOptions, quoted } from "../given.js";

/**
 * A learning rate that changes: the number of steps taken so far (from 0) → the rate of the next step.
 * Any function of that form will do.
 */
export type Schedule = (step: number) => number;

/** Options of {@link exponentialDecay}. */
export interface ExponentialDecayOptions {
  /** The rate at step 0. */
  readonly initialLearningRate: number;
  /** Steps in which the rate falls once by `decayRate`. */
  readonly decaySteps: number;
  /** What the rate is multiplied by in `decaySteps` steps. */
  readonly decayRate: number;
  /** Falls in steps instead of smoothly. Default false. */
  readonly staircase?: boolean;
}

/**
 * rate(t) = initialLearningRate · decayRate^(t / decaySteps), as Keras's ExponentialDecay.
 *
 * @example
 * ```ts
 * const rate = optimizers.exponentialDecay({ initialLearningRate: 0.1, decaySteps: 100, decayRate: 0.5 });
 * rate(100); // 0.05
 * ```
 */
export function exponentialDecay(options: ExponentialDecayOptions): Schedule {
  const {
    initialLearningRate,
    decaySteps,
    decayRate,
    staircase = false,
  } = checkOptions(
    "exponentialDecay",
    options,
    "initialLearningRate#: 0.1, decaySteps#: 100, decayRate#: 0.5, staircase?",
  );
  above0("exponentialDecay", { decaySteps, decayRate });
  return (step) => {
    const t = step / decaySteps;
    return initialLearningRate * exp64((staircase ? Math.floor(t) : t) * log64(decayRate));
  };
}

/** Options of {@link stepDecay}. */
export interface StepDecayOptions {
  /** The rate at step 0. */
  readonly initialLearningRate: number;
  /** Steps between two drops. */
  readonly every: number;
  /** What the rate is multiplied by at each drop. Default 0.1. */
  readonly factor?: number;
}

/** rate(t) = initialLearningRate · factor^floor(t / every), as PyTorch's StepLR. */
export function stepDecay(options: StepDecayOptions): Schedule {
  const {
    initialLearningRate,
    every,
    factor = 0.1,
  } = checkOptions("stepDecay", options, "initialLearningRate#: 0.1, every#: 100, factor#");
  above0("stepDecay", { every });
  return (step) => {
    let rate = initialLearningRate;
    for (let drop = Math.floor(step / every); drop > 0; drop--) rate *= factor;
    return rate;
  };
}

/** Options of {@link piecewiseConstant}. */
export interface PiecewiseConstantOptions {
  /** The last step of each value but the last, rising. */
  readonly boundaries: readonly number[];
  /** One more than boundaries. */
  readonly values: readonly number[];
}

/** rate(t) = the value whose boundary is the first at or after t, as Keras's PiecewiseConstantDecay. */
export function piecewiseConstant(options: PiecewiseConstantOptions): Schedule {
  const names = "boundaries: [100], values";
  const { boundaries, values } = checkOptions("piecewiseConstant", options, names);
  if (values.length !== boundaries.length + 1) {
    throw new OptionError(
      `piecewiseConstant: expected one value more than boundaries, got ${values.length} values and ${boundaries.length} boundaries; try adding the last value`,
    );
  }
  return (step) => {
    const piece = boundaries.findIndex((boundary) => step <= boundary);
    return values[piece === -1 ? values.length - 1 : piece]!;
  };
}

/** Options of {@link cosineDecay}. */
export interface CosineDecayOptions {
  /** Where the rate starts: the warm-up, if there is one, else the decay. */
  readonly initialLearningRate: number;
  /** Steps of the decay, the warm-up not counted. */
  readonly decaySteps: number;
  /** The part of the rate that is left at the end. Default 0. */
  readonly alpha?: number;
  /** The rate at the end of the warm-up. */
  readonly warmupTarget?: number;
  /** Steps of the warm-up. Default 0. */
  readonly warmupSteps?: number;
}

/**
 * Half a cosine from the start rate down to alpha times it (Loshchilov and Hutter 2017, equation 5 without
 * restarts), after a linear warm-up if `warmupSteps` is given; as Keras's CosineDecay.
 */
export function cosineDecay(options: CosineDecayOptions): Schedule {
  const {
    initialLearningRate,
    decaySteps,
    alpha = 0,
    warmupTarget,
    warmupSteps = 0,
  } = checkOptions(
    "cosineDecay",
    options,
    "initialLearningRate#: 0.1, decaySteps#: 100, alpha#, warmupTarget#, warmupSteps#",
  );
  above0("cosineDecay", { decaySteps });
  if (warmupSteps > 0 && warmupTarget === undefined) {
    throw new OptionError(
      `cosineDecay: expected a warmupTarget with warmupSteps ${warmupSteps}, got none; try warmupTarget: 0.1`,
    );
  }
  const top = warmupTarget ?? initialLearningRate;
  return (step) => {
    if (warmupTarget !== undefined && step < warmupSteps) {
      return initialLearningRate + ((warmupTarget - initialLearningRate) * step) / warmupSteps;
    }
    const t = Math.min(step - (warmupTarget === undefined ? 0 : warmupSteps), decaySteps) / decaySteps;
    return top * ((1 - alpha) * 0.5 * (1 + cos64(Math.PI * t)) + alpha);
  };
}

/** Options of {@link warmUp}. */
export interface WarmUpOptions {
  /** Steps until the full rate is reached. */
  readonly steps: number;
  /** The rate at step 0. Default 0. */
  readonly from?: number;
}

/** Rises linearly to a rate, then stays there, or follows a schedule that starts when the warm-up ends. */
export function warmUp(target: number | Schedule, options: WarmUpOptions): Schedule {
  const { steps, from = 0 } = checkOptions("warmUp", options, "steps#: 100, from#");
  above0("warmUp", { steps });
  if (typeof target !== "number" && typeof target !== "function") {
    throw new OptionError(
      `warmUp: expected a rate or a schedule to warm up to, got ${quoted(target)}; try warmUp(0.1, { steps: 100 })`,
    );
  }
  const after: Schedule = typeof target === "number" ? () => target : target;
  return (step) => (step < steps ? from + ((after(0) - from) * step) / steps : after(step - steps));
}

/** Checks that options are above 0. Throws OptionError. */
export function above0(where: string, values: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(values)) {
    if (typeof value !== "number" || !(value > 0))
      throw new OptionError(`${where}: expected ${name} above 0, got ${quoted(value)}; try ${name}: 10`);
  }
}
