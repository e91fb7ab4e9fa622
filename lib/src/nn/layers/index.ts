export type { FillMode } from "../../engine/reference/warp.js";
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
export { AffineLayer, type AffineMap, type FillOptions } from "./augmentation/affine-layer.js";
export type { Factor } from "./augmentation/factor.js";
export { GaussianNoise, gaussianNoise } from "./augmentation/gaussian-noise.js";
export {
  RandomContrast,
  type RandomContrastOptions,
  randomContrast,
} from "./augmentation/random-contrast.js";
export { type FlipMode, RandomFlip, randomFlip } from "./augmentation/random-flip.js";
export { RandomRotation, randomRotation } from "./augmentation/random-rotation.js";
export {
  RandomTranslation,
  type RandomTranslationOptions,
  randomTranslation,
} from "./augmentation/random-translation.js";
export { RandomZoom, type RandomZoomOptions, randomZoom } from "./augmentation/random-zoom.js";
export {
  BatchNormalization,
  type BatchNormalizationOptions,
  batchNormalization,
} from "./batch-normalization.js";
export { Conv1d, type Conv1dOptions, conv1d } from "./conv1d.js";
export { Conv2d, type Conv2dOptions, conv2d } from "./conv2d.js";
export { Conv2dTranspose, type Conv2dTransposeOptions, conv2dTranspose } from "./conv2d-transpose.js";
export { Dense, type DenseOptions, dense } from "./dense.js";
export { DepthwiseConv2d, type DepthwiseConv2dOptions, depthwiseConv2d } from "./depthwise-conv2d.js";
export { Dropout, dropout } from "./dropout.js";
export { Embedding, type EmbeddingOptions, embedding } from "./embedding.js";
export { Flatten, flatten } from "./flatten.js";
export {
  GlobalPooling,
  type GlobalPoolingKind,
  globalAveragePooling1d,
  globalMaxPooling1d,
  globalMaxPooling2d,
} from "./global-pooling.js";
export {
  GroupNormalization,
  type GroupNormalizationOptions,
  groupNormalization,
} from "./group-normalization.js";
export { GroupedConv2d, type GroupedConv2dOptions, groupedConv2d } from "./grouped-conv2d.js";
export { ImageKernelLayer, type ImageWindows, type WindowOptions } from "./kernel-layer.js";
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
export { averagePooling1d, maxPooling1d, Pooling1d, type Pooling1dOptions } from "./pooling1d.js";
export { RandomLayer } from "./random-layer.js";
export { Reshape, reshape } from "./reshape.js";
export { Residual, residual } from "./residual.js";
export { SeparableConv2d, type SeparableConv2dOptions, separableConv2d } from "./separable-conv2d.js";
export type { Size2d } from "./sizes.js";
export { UpSampling2d, type UpSampling2dOptions, upSampling2d } from "./up-sampling2d.js";
export { type BorderOption, ZeroPadding2d, zeroPadding2d } from "./zero-padding2d.js";
