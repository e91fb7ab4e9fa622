export { type BatchOptions, Dataset, type GeneratorOptions, type ShuffleOptions } from "./dataset.js";
export { type ElementSpec, TensorSpec } from "./element-spec.js";
export { type ImageSize, PackedImages } from "./packed-images.js";
export type { GeneratorFunction } from "./sources/generator.js";
export type { Batched, ElementOf, SliceOf } from "./types.js";
