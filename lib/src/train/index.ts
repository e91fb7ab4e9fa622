export type { RecordingState } from "../recorder/record-step.js";
export type { Batch, BatchSource, TrainingData } from "./batches.js";
export type { Compiled, CompileOptions } from "./compiled.js";
export { Ensemble, ensemble } from "./ensemble.js";
export type { EvaluateOptions } from "./evaluate.js";
export type { FitOptions } from "./fit.js";
export { History, type Logs } from "./history.js";
export { type KeptCall, type KeptTraining, keepTrainings } from "./kept-trainings.js";
export {
  type LearningRateFinderOptions,
  LearningRateSearch,
  learningRateFinder,
} from "./learning-rate-finder.js";
export type { PredictData, PredictOptions } from "./predict.js";
/** How training is shown as it runs. */
export * as progress from "./progress/index.js";
export type { SomeTensor } from "./rows.js";
export { type PreparedStep, type StepRunner, setStepRunner, step } from "./step.js";
export type { StepFunction, StepInputs, StepOutputs } from "./step-types.js";
