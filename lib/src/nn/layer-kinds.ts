import type { Shape } from "../tensor/shape.js";
import type { ActivationName } from "./activations.js";
import { MultiHeadAttention, type MultiHeadAttentionOptions } from "./attention/multi-head-attention.js";
import { PositionalEmbedding, type PositionalEmbeddingOptions } from "./attention/positional-embedding.js";
import type { LayerKind, ValueKind } from "./layer-kind.js";
import { Activation, type EluOptions, elu, type LeakyReluOptions, leakyRelu } from "./layers/activation.js";
import { BatchNormalization, type BatchNormalizationOptions } from "./layers/batch-normalization.js";
import { Conv1d, type Conv1dOptions } from "./layers/conv1d.js";
import { Conv2d, type Conv2dOptions } from "./layers/conv2d.js";
import { Dense, type DenseOptions } from "./layers/dense.js";
import { Dropout } from "./layers/dropout.js";
import { Embedding, type EmbeddingOptions } from "./layers/embedding.js";
import { Flatten } from "./layers/flatten.js";
import { LayerNormalization, type LayerNormalizationOptions } from "./layers/layer-normalization.js";
import { GlobalAveragePooling2d, Pooling2d, type Pooling2dOptions } from "./layers/pooling.js";
import { Reshape } from "./layers/reshape.js";
import { Masking, type MaskingOptions } from "./masking.js";
import { pictureKinds } from "./picture-kinds.js";
import { Gru } from "./recurrent/gru.js";
import { Lstm, type LstmOptions } from "./recurrent/lstm.js";
import type { RecurrentOptions } from "./recurrent/recurrent.js";
import { SimpleRnn } from "./recurrent/simple-rnn.js";

/** Every option of every layer, and what its value may be. */
export const optionKinds: Readonly<Record<string, ValueKind>> = {
  name: "text",
  trainable: "flag",
  seed: "number",
  activation: "text",
  useBias: "flag",
  kernelInitializer: "text",
  biasInitializer: "text",
  kernelRegularizer: "regularizer",
  biasRegularizer: "regularizer",
  gammaInitializer: "text",
  betaInitializer: "text",
  gammaRegularizer: "regularizer",
  betaRegularizer: "regularizer",
  embeddingsInitializer: "text",
  embeddingsRegularizer: "regularizer",
  momentum: "number",
  epsilon: "number",
  center: "flag",
  scale: "flag",
  kernelSize: "sizes",
  poolSize: "sizes",
  strides: "sizes",
  dilationRate: "sizes",
  padding: "text",
  outputDim: "number",
  maskZero: "flag",
  maskValue: "number",
  returnSequences: "flag",
  goBackwards: "flag",
  stateful: "flag",
  recurrentInitializer: "text",
  recurrentRegularizer: "regularizer",
  unitForgetBias: "flag",
  keyDim: "number",
  valueDim: "number",
  causal: "flag",
  rotary: "flag",
  dropout: "number",
  positions: "text",
  numHeads: "number",
  hiddenDim: "number",
  normFirst: "flag",
  negativeSlope: "number",
  alpha: "number",
  groups: "number",
  depthMultiplier: "number",
  depthwiseInitializer: "text",
  pointwiseInitializer: "text",
  depthwiseRegularizer: "regularizer",
  pointwiseRegularizer: "regularizer",
  size: "sizes",
  interpolation: "text",
  fillMode: "text",
  fillValue: "number",
  widthFactor: "numbers",
  valueRange: "numbers",
};

const pooling = (kind: "maxPooling2d" | "averagePooling2d"): LayerKind => ({
  type: Pooling2d,
  make: (_, options) => new Pooling2d(kind, options as Pooling2dOptions),
});

/** The layers of this library by their kind. */
export const layerKinds: Readonly<Record<string, LayerKind>> = {
  activation: {
    type: Activation,
    argument: ["function", "text"],
    make: (name, options) => new Activation(name as string, name as ActivationName, options),
  },
  leakyRelu: { type: Activation, make: (_, options) => leakyRelu(options as LeakyReluOptions) },
  elu: { type: Activation, make: (_, options) => elu(options as EluOptions) },
  batchNormalization: {
    type: BatchNormalization,
    make: (_, options) => new BatchNormalization(options as BatchNormalizationOptions),
  },
  layerNormalization: {
    type: LayerNormalization,
    make: (_, options) => new LayerNormalization(options as LayerNormalizationOptions),
  },
  conv1d: {
    type: Conv1d,
    argument: ["filters", "number"],
    make: (filters, options) => new Conv1d(filters as number, options as Conv1dOptions),
  },
  conv2d: {
    type: Conv2d,
    argument: ["filters", "number"],
    make: (filters, options) => new Conv2d(filters as number, options as Conv2dOptions),
  },
  dense: {
    type: Dense,
    argument: ["units", "number"],
    make: (units, options) => new Dense(units as number, options as DenseOptions),
  },
  dropout: {
    type: Dropout,
    argument: ["rate", "number"],
    make: (rate, options) => new Dropout(rate as number, options),
  },
  embedding: {
    type: Embedding,
    argument: ["inputDim", "number"],
    make: (inputDim, options) => new Embedding(inputDim as number, options as EmbeddingOptions),
  },
  masking: { type: Masking, make: (_, options) => new Masking(options as MaskingOptions) },
  simpleRnn: {
    type: SimpleRnn,
    argument: ["units", "number"],
    make: (units, options) => new SimpleRnn(units as number, options as RecurrentOptions),
  },
  gru: {
    type: Gru,
    argument: ["units", "number"],
    make: (units, options) => new Gru(units as number, options as RecurrentOptions),
  },
  lstm: {
    type: Lstm,
    argument: ["units", "number"],
    make: (units, options) => new Lstm(units as number, options as LstmOptions),
  },
  multiHeadAttention: {
    type: MultiHeadAttention,
    argument: ["numHeads", "number"],
    make: (heads, options) => new MultiHeadAttention(heads as number, options as MultiHeadAttentionOptions),
  },
  positionalEmbedding: {
    type: PositionalEmbedding,
    argument: ["maxLength", "number"],
    make: (length, options) =>
      new PositionalEmbedding(length as number, options as PositionalEmbeddingOptions),
  },
  flatten: { type: Flatten, make: (_, options) => new Flatten(options) },
  maxPooling2d: pooling("maxPooling2d"),
  averagePooling2d: pooling("averagePooling2d"),
  globalAveragePooling2d: {
    type: GlobalAveragePooling2d,
    make: (_, options) => new GlobalAveragePooling2d(options),
  },
  reshape: {
    type: Reshape,
    argument: ["targetShape", "sizes"],
    make: (shape, options) => new Reshape([shape].flat() as Shape, options),
  },
  ...pictureKinds,
};
