import { OptionError } from "../errors.js";
import { checkOptions, quoted } from "../given.js";
import type { FloatDType } from "../tensor/dtype.js";
import { drawn, type Initializer, type SeedOptions } from "./initializer.js";

/** Options of {@link randomNormal} and {@link truncatedNormal}. */
export interface NormalInitializerOptions extends SeedOptions {
  /** Default 0. */
  readonly mean?: number;
  /** The standard deviation (not the variance). Default 0.05. */
  readonly stddev?: number;
}

/** Options of {@link randomUniform}. */
export interface UniformInitializerOptions extends SeedOptions {
  /** Default -0.05. */
  readonly minimum?: number;
  /** Default 0.05. */
  readonly maximum?: number;
}

/** Normal numbers N(mean, stddev²). */
export function randomNormal(options?: NormalInitializerOptions): Initializer {
  const { mean = 0, stddev = 0.05, seed } = normalOptions("randomNormal", options);
  return drawn("randomNormal", seed, (data, _shape, draws) => {
    data.set(draws.normal([data.length], { mean, stddev, dtype: dtypeOf(data) }).data);
  });
}

/**
 * Normal numbers of which those further than two standard deviations from the mean are drawn again.
 * As in Keras their own standard deviation is 0.8796 of `stddev`; glorotNormal and the like correct for it.
 */
export function truncatedNormal(options?: NormalInitializerOptions): Initializer {
  const { mean = 0, stddev = 0.05, seed } = normalOptions("truncatedNormal", options);
  return drawn("truncatedNormal", seed, (data, _shape, draws) => {
    data.set(draws.truncatedNormal([data.length], { mean, stddev, dtype: dtypeOf(data) }).data);
  });
}

/** Uniform numbers in [minimum, maximum). */
export function randomUniform(options?: UniformInitializerOptions): Initializer {
  const {
    minimum = -0.05,
    maximum = 0.05,
    seed,
  } = checkOptions("randomUniform", options, "minimum#: -1, maximum#: 1, seed#");
  if (!(minimum < maximum)) {
    throw new OptionError(
      `randomUniform: expected minimum below maximum, got ${quoted(minimum)} and ${quoted(maximum)}; try minimum: -0.05, maximum: 0.05`,
    );
  }
  return drawn("randomUniform", seed, (data, _shape, draws) => {
    data.set(draws.uniform([data.length], { low: minimum, high: maximum, dtype: dtypeOf(data) }).data);
  });
}

/** The dtype of an array of floats. */
export function dtypeOf(data: Float32Array | Float64Array): FloatDType {
  return data instanceof Float64Array ? "float64" : "float32";
}

function normalOptions(where: string, given?: NormalInitializerOptions): NormalInitializerOptions {
  const options = checkOptions(where, given, "stddev#: 0.05, mean#, seed#");
  const { stddev = 0.05 } = options;
  if (stddev >= 0) return options;
  throw new OptionError(`${where}: expected stddev of at least 0, got ${quoted(stddev)}; try stddev: 0.05`);
}
