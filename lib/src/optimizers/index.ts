export { type Adagrad, type AdagradOptions, adagrad } from "./adagrad.js";
export { type Adam, type AdamOptions, adam } from "./adam.js";
export { adamW } from "./adam-w.js";
export type { ClippingOptions } from "./clipping.js";
export { type Nadam, type NadamOptions, nadam } from "./nadam.js";
export { type OptimizerName, optimizerNamed } from "./named.js";
export { Optimizer, type OptimizerOptions, type Round, type StepOptions } from "./optimizer.js";
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
