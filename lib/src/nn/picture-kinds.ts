import type { LayerKind } from "./layer-kind.js";
import type { FillOptions } from "./layers/augmentation/affine-layer.js";
import type { Factor } from "./layers/augmentation/factor.js";
import { GaussianNoise } from "./layers/augmentation/gaussian-noise.js";
import { RandomContrast, type RandomContrastOptions } from "./layers/augmentation/random-contrast.js";
import { type FlipMode, RandomFlip } from "./layers/augmentation/random-flip.js";
import { RandomRotation } from "./layers/augmentation/random-rotation.js";
import {
  RandomTranslation,
  type RandomTranslationOptions,
} from "./layers/augmentation/random-translation.js";
import { RandomZoom, type RandomZoomOptions } from "./layers/augmentation/random-zoom.js";
import { Conv2dTranspose, type Conv2dTransposeOptions } from "./layers/conv2d-transpose.js";
import { DepthwiseConv2d, type DepthwiseConv2dOptions } from "./layers/depthwise-conv2d.js";
import { GlobalPooling, type GlobalPoolingKind } from "./layers/global-pooling.js";
import { GroupNormalization, type GroupNormalizationOptions } from "./layers/group-normalization.js";
import { GroupedConv2d, type GroupedConv2dOptions } from "./layers/grouped-conv2d.js";
import { Pooling1d, type Pooling1dOptions } from "./layers/pooling1d.js";
import { SeparableConv2d, type SeparableConv2dOptions } from "./layers/separable-conv2d.js";
import { UpSampling2d, type UpSampling2dOptions } from "./layers/up-sampling2d.js";
import { type BorderOption, ZeroPadding2d } from "./layers/zero-padding2d.js";

const pooling1d = (kind: "maxPooling1d" | "averagePooling1d"): LayerKind => ({
  type: Pooling1d,
  make: (_, options) => new Pooling1d(kind, options as Pooling1dOptions),
});

const globalPooling = (kind: GlobalPoolingKind): LayerKind => ({
  type: GlobalPooling,
  make: (_, options) => new GlobalPooling(kind, options),
});

/** The layers for pictures beyond the plain convolution, and those that change pictures at random, by their kind. */
export const pictureKinds: Readonly<Record<string, LayerKind>> = {
  groupedConv2d: {
    type: GroupedConv2d,
    argument: ["filters", "number"],
    make: (filters, options) => new GroupedConv2d(filters as number, options as GroupedConv2dOptions),
  },
  depthwiseConv2d: {
    type: DepthwiseConv2d,
    make: (_, options) => new DepthwiseConv2d(options as DepthwiseConv2dOptions),
  },
  separableConv2d: {
    type: SeparableConv2d,
    argument: ["filters", "number"],
    make: (filters, options) => new SeparableConv2d(filters as number, options as SeparableConv2dOptions),
  },
  conv2dTranspose: {
    type: Conv2dTranspose,
    argument: ["filters", "number"],
    make: (filters, options) => new Conv2dTranspose(filters as number, options as Conv2dTransposeOptions),
  },
  maxPooling1d: pooling1d("maxPooling1d"),
  averagePooling1d: pooling1d("averagePooling1d"),
  globalMaxPooling2d: globalPooling("globalMaxPooling2d"),
  globalMaxPooling1d: globalPooling("globalMaxPooling1d"),
  globalAveragePooling1d: globalPooling("globalAveragePooling1d"),
  groupNormalization: {
    type: GroupNormalization,
    make: (_, options) => new GroupNormalization(options as GroupNormalizationOptions),
  },
  zeroPadding2d: {
    type: ZeroPadding2d,
    argument: ["padding", "numbers"],
    make: (padding, options) => new ZeroPadding2d(padding as BorderOption, options),
  },
  upSampling2d: {
    type: UpSampling2d,
    make: (_, options) => new UpSampling2d(options as UpSampling2dOptions),
  },
  randomFlip: {
    type: RandomFlip,
    argument: ["mode", "text"],
    make: (mode, options) => new RandomFlip(mode as FlipMode, options),
  },
  randomTranslation: {
    type: RandomTranslation,
    argument: ["heightFactor", "numbers"],
    make: (factor, options) => new RandomTranslation(factor as Factor, options as RandomTranslationOptions),
  },
  randomRotation: {
    type: RandomRotation,
    argument: ["factor", "numbers"],
    make: (factor, options) => new RandomRotation(factor as Factor, options as FillOptions),
  },
  randomZoom: {
    type: RandomZoom,
    argument: ["heightFactor", "numbers"],
    make: (factor, options) => new RandomZoom(factor as Factor, options as RandomZoomOptions),
  },
  randomContrast: {
    type: RandomContrast,
    argument: ["factor", "numbers"],
    make: (factor, options) => new RandomContrast(factor as Factor, options as RandomContrastOptions),
  },
  gaussianNoise: {
    type: GaussianNoise,
    argument: ["stddev", "number"],
    make: (stddev, options) => new GaussianNoise(stddev as number, options),
  },
};
