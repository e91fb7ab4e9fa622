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
export { Conv1d, type Conv1dOptions, conv1d } from "./conv1d.js";
export { Conv2d, type Conv2dOptions, conv2d } from "./conv2d.js";
export { Dense, type DenseOptions, dense } from "./dense.js";
export { Dropout, dropout } from "./dropout.js";
export { Embedding, type EmbeddingOptions, embedding } from "./embedding.js";
export { Flatten, flatten } from "./flatten.js";
export type { KernelLayerOptions } from "./kernel-options.js";
export {
  LayerNormalization,
  type LayerNormalizationOptions,
  layerNormalization,
} from "./layer-normalization.js";
export {
  averagePooling2d,
  GlobalAveragePooling2d,
  globalAveragePooling2d,
  maxPooling2d,
  Pooling2d,
  type Pooling2dOptions,
  type PoolWindows,
} from "./pooling.js";
export { Reshape, reshape } from "./reshape.js";
export { Residual, residual } from "./residual.js";
export type { Size2d } from "./sizes.js";
