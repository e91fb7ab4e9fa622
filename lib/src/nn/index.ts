export type { ActivationFunction, ActivationName, ActivationOption } from "./activations.js";
export {
  type Architecture,
  architecture,
  fromArchitecture,
  type ModuleArchitecture,
  type SavedModel,
} from "./architecture.js";
export * from "./attention/index.js";
export { type Capture, type Captured, capture } from "./capture.js";
export {
  type CheckpointOptions,
  checkpointToBytes,
  loadCheckpoint,
  type RestoreCheckpointOptions,
  restoreCheckpoint,
  saveCheckpoint,
} from "./checkpoint.js";
export { DetailedSummary, detailedSummary } from "./detailed-summary.js";
export {
  FunctionalModel,
  type FunctionalModelOptions,
  type LayerRecord,
  type ModelFunction,
  model,
} from "./functional.js";
export type {
  Graph,
  GraphAttribute,
  GraphConstant,
  GraphNode,
  GraphSignature,
  GraphValueInfo,
  GraphWeight,
} from "./graph/graph.js";
export { GraphModel } from "./graph/graph-model.js";
export { type BuildOptions, Layer, type LayerOptions, type WeightOptions } from "./layer.js";
export * from "./layers/index.js";
export { Masking, type MaskingOptions, masking } from "./masking.js";
export { maskOf, withMask } from "./masks.js";
export type { ForwardContext } from "./mode.js";
export { Model } from "./model.js";
export {
  type ApplyOptions,
  type ForwardHook,
  type ForwardRecord,
  Module,
  type ParameterCount,
  type RandomState,
  type Received,
  type Weight,
} from "./module.js";
export type { MultiplyAdds } from "./multiply-adds.js";
export { type PretrainableLayer, type PretrainedLayer, type PretrainOptions, pretrain } from "./pretrain.js";
export {
  type ContrastiveDivergenceOptions,
  type RbmFitOptions,
  type RbmOptions,
  RestrictedBoltzmannMachine,
  restrictedBoltzmannMachine,
} from "./rbm.js";
export * from "./recurrent/index.js";
export { type GenerateOptions, generate, type SampleOptions, sample } from "./sampling.js";
export {
  loadModel,
  loadWeights,
  type ModelFromBytesOptions,
  modelFromBytes,
  modelToBytes,
  saveModel,
  saveWeights,
} from "./saving.js";
export { Sequential, type SequentialOptions, sequential } from "./sequential.js";
export type { InputShape, LastAxis, OutputShape, SameShape, ShapeMap } from "./shape-map.js";
export { loadStateDict, type StateDictOptions, toStateDict } from "./state-dict.js";
export { Summary, type SummaryOptions, type SummaryRow } from "./summary.js";
