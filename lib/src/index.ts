export * from "./autograd/index.js";
/** Datasets as pipelines: from tensors or generators, mapped, shuffled and batched. */
export * as data from "./data/index.js";
/** MNIST and Fashion-MNIST, and small generated sets. */
export * as datasets from "./datasets/index.js";
export { type ComputeMode, setMode } from "./engine/mode.js";
export { setThreads } from "./engine/wasm/threads/team.js";
export * from "./errors.js";
/** Safetensors: tensors as bytes and files. */
export * as formats from "./formats/index.js";
export { type EngineInfo, info } from "./info.js";
/** How weights begin. */
export * as initializers from "./initializers/index.js";
/** Tables from strings or numbers to ids. */
export * as lookup from "./lookup/index.js";
/** What training makes small. */
export * as losses from "./losses/index.js";
/** What is measured beside the loss. */
export * as metrics from "./metrics/index.js";
/** Layers, and models of them. */
export * as nn from "./nn/index.js";
/** Models in ONNX files, for other engines and from them. */
export * as onnx from "./onnx/index.js";
export * from "./ops/index.js";
/** How weights change, and schedules of the learning rate. */
export * as optimizers from "./optimizers/index.js";
/** Charts, as plain Plotly figures. */
export * as plot from "./plot/index.js";
/** Random numbers from a seed, the same on every machine. */
export * as random from "./random/index.js";
/** Penalties on weights. */
export * as regularizers from "./regularizers/index.js";
export type { StopSignal } from "./stop-signal.js";
export * from "./tensor/index.js";
/** Texts as ids: characters, words, byte pairs. */
export * as text from "./text/index.js";
/** What `fit` calls as it trains. */
export * as callbacks from "./train/callbacks/index.js";
/** What stands behind `fit`: steps, progress, history; ensembles and the learning-rate finder. */
export * as train from "./train/index.js";
