export { Dataset } from "./dataset.js";
export { type ElementSpec, TensorSpec } from "./element-spec.js";
export { type ImageSize, PackedImages } from "./packed-images.js";
export type { GeneratorFunction, GeneratorOptions } from "./sources/generator.js";
export type { BatchOptions } from "./transforms/batch.js";
export type { PaddedBatchOptions } from "./transforms/padded-batch.js";
export type { ShuffleOptions } from "./transforms/shuffle.js";
export type { WindowOptions } from "./transforms/window.js";
export type { Batched, ElementOf, PaddedBatch, SliceOf, Unbatched } from "./types.js";
