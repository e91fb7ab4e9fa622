export { binaryCrossentropy, type CrossentropyOptions } from "./binary-crossentropy.js";
export { categoricalCrossentropy } from "./categorical-crossentropy.js";
export { cosineSimilarity } from "./cosine-similarity.js";
export {
  type BinaryFocalOptions,
  binaryFocalCrossentropy,
  categoricalFocalCrossentropy,
  type FocalOptions,
} from "./focal.js";
export { hinge } from "./hinge.js";
export { type HuberOptions, huber } from "./huber.js";
export { klDivergence } from "./kl-divergence.js";
export type { Loss, LossOptions, LossResult, Reduction } from "./loss.js";
export { meanAbsoluteError } from "./mean-absolute-error.js";
export { meanSquaredError } from "./mean-squared-error.js";
export { type LossName, lossNamed } from "./named.js";
export {
  type SparseCrossentropyOptions,
  sparseCategoricalCrossentropy,
} from "./sparse-categorical-crossentropy.js";
