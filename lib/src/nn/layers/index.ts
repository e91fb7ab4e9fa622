export {
  Activation,
  activation,
  type EluOptions,
  elu,
  gelu,
  type LeakyReluOptions,
  leakyRelu,
  relu,
  sigmoid,
  softmax,
  softplus,
  tanh,
} from "./activation.js";
export {
  BatchNormalization,
  type BatchNormalizationOptions,
  batchNormalization,
} from "./batch-normalization.js";
export { Dense, type DenseOptions, dense } from "./dense.js";
export { Dropout, dropout } from "./dropout.js";
export { Flatten, flatten } from "./flatten.js";
export {
  LayerNormalization,
  type LayerNormalizationOptions,
  layerNormalization,
} from "./layer-normalization.js";
export { Reshape, reshape } from "./reshape.js";
export { Residual, residual } from "./residual.js";
