export { type Adadelta, type AdadeltaOptions, adadelta } from "./adadelta.js";
export { type Adagrad, type AdagradOptions, adagrad } from "./adagrad.js";
export { type Adam, type AdamOptions, adam } from "./adam.js";
export { adamW } from "./adam-w.js";
export { type Adamax, type AdamaxOptions, adamax } from "./adamax.js";
export type { ClippingOptions } from "./clipping.js";
export { type CosineDecayRestartsOptions, cosineDecayRestarts } from "./cosine-decay-restarts.js";
export { type AccumulateGradientsOptions, accumulateGradients } from "./gradient-accumulation.js";
export { type InverseTimeDecayOptions, inverseTimeDecay } from "./inverse-time-decay.js";
export { type Nadam, type NadamOptions, nadam } from "./nadam.js";
export { type OptimizerName, optimizerNamed } from "./named.js";
export { type OneCycleOptions, oneCycle } from "./one-cycle.js";
export { Optimizer, type OptimizerOptions, type Round, type StepOptions } from "./optimizer.js";
export { type PolynomialDecayOptions, polynomialDecay } from "./polynomial-decay.js";
export { type Rmsprop, type RmspropOptions, rmsprop } from "./rmsprop.js";
export {
  type CosineDecayOptions,
  cosineDecay,
  type ExponentialDecayOptions,
  exponentialDecay,
  type PiecewiseConstantOptions,
  piecewiseConstant,
  type Schedule,
  type StepDecayOptions,
  stepDecay,
  type WarmUpOptions,
  warmUp,
} from "./schedules.js";
export { type Sgd, type SgdOptions, sgd } from "./sgd.js";
export type { NamedWeight, OptimizerState } from "./state.js";
export type { UpdatePart } from "./update-part.js";
export { type AverageWeightsOptions, averageWeights, WeightAverage } from "./weight-average.js";
