import { checkOptions } from "../given.js";
import type { Shape } from "../tensor/shape.js";
import { computeFans, type FanOptions } from "./fans.js";
import { drawn, type Initializer, type SeedOptions } from "./initializer.js";
import { dtypeOf } from "./random.js";

/** Options of the initializers that look at fan-in and fan-out. */
export interface VarianceScalingOptions extends SeedOptions, FanOptions {}

const names = "seed#: 1, layout";

/** The standard deviation of N(0, 1) cut off at two: what a truncated normal has to be divided by. */
const truncatedStddev = 0.8796256610342398;

/** The variance that a scheme wants for a kernel. */
type Variance = (shape: Shape, options: FanOptions) => number;

const glorot: Variance = (shape, options) => {
  const { fanIn, fanOut } = computeFans(shape, options);
  return 2 / Math.max(1, fanIn + fanOut);
};
const he: Variance = (shape, options) => 2 / Math.max(1, computeFans(shape, options).fanIn);
const lecun: Variance = (shape, options) => 1 / Math.max(1, computeFans(shape, options).fanIn);

function normal(where: string, variance: Variance, options?: VarianceScalingOptions): Initializer {
  const { seed, ...ofFans } = checkOptions(where, options, names);
  return drawn(where, seed, (data, shape, draws) => {
    const stddev = Math.sqrt(variance(shape, ofFans)) / truncatedStddev;
    data.set(draws.truncatedNormal([data.length], { stddev, dtype: dtypeOf(data) }).data);
  });
}

function uniform(where: string, variance: Variance, options?: VarianceScalingOptions): Initializer {
  const { seed, ...ofFans } = checkOptions(where, options, names);
  return drawn(where, seed, (data, shape, draws) => {
    const limit = Math.sqrt(3 * variance(shape, ofFans));
    data.set(draws.uniform([data.length], { low: -limit, high: limit, dtype: dtypeOf(data) }).data);
  });
}

/**
 * Glorot's (Xavier's) normal initializer: variance 2 / (fanIn + fanOut), from a normal cut off at two standard
 * deviations and widened to keep that variance (Glorot and Bengio 2010, equation 12).
 */
export function glorotNormal(options?: VarianceScalingOptions): Initializer {
  return normal("glorotNormal", glorot, options);
}

/** Glorot's uniform initializer: within sqrt(6 / (fanIn + fanOut)) (Glorot and Bengio 2010, equation 16). */
export function glorotUniform(options?: VarianceScalingOptions): Initializer {
  return uniform("glorotUniform", glorot, options);
}

/** He's normal initializer: variance 2 / fanIn, cut off and widened as glorotNormal (He et al. 2015, equation 10). */
export function heNormal(options?: VarianceScalingOptions): Initializer {
  return normal("heNormal", he, options);
}

/** He's uniform initializer: within sqrt(6 / fanIn) (He et al. 2015). */
export function heUniform(options?: VarianceScalingOptions): Initializer {
  return uniform("heUniform", he, options);
}

/** LeCun's normal initializer: variance 1 / fanIn, cut off and widened as glorotNormal (LeCun et al. 1998). */
export function lecunNormal(options?: VarianceScalingOptions): Initializer {
  return normal("lecunNormal", lecun, options);
}

/** LeCun's uniform initializer: within sqrt(3 / fanIn). */
export function lecunUniform(options?: VarianceScalingOptions): Initializer {
  return uniform("lecunUniform", lecun, options);
}
