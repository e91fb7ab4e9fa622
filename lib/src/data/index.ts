export {
  type BatchOptions,
  Dataset,
  type GeneratorOptions,
  type PaddedBatchOptions,
  type ShuffleOptions,
  type WindowOptions,
} from "./dataset.js";
export { type ElementSpec, TensorSpec } from "./element-spec.js";
export { type ImageSize, PackedImages } from "./packed-images.js";
export type { GeneratorFunction } from "./sources/generator.js";
export type { Batched, ElementOf, PaddedBatch, SliceOf, Unbatched } from "./types.js";
