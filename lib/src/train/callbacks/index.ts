export type { Callback, MonitorMode, MonitorOptions, TrainingContext } from "./callback.js";
export { type CsvLoggerOptions, csvLogger } from "./csv-logger.js";
export { type EarlyStoppingOptions, earlyStopping } from "./early-stopping.js";
export { learningRateScheduler } from "./learning-rate-scheduler.js";
export {
  type Checkpoint,
  type ModelCheckpoint,
  type ModelCheckpointOptions,
  modelCheckpoint,
  type WeightValues,
} from "./model-checkpoint.js";
export { terminateOnNaN } from "./terminate-on-nan.js";
