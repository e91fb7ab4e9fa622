export { CheckResult, type CheckState } from "./check-result.js";
export { type Check, type ExerciseOptions, exercise, type Mistake } from "./exercise.js";
export { type FileHostOptions, fileHost } from "./file-host.js";
export { type FillOptions, filledIn, type Given } from "./filled-in.js";
export { keepProgress, memoryHost } from "./keeping.js";
export { type Lesson, type LessonExercise, type LessonOptions, lesson } from "./lesson.js";
export { areNumbers, isNumber, roundedTooFar } from "./numbers.js";
export { type Prediction, PredictionNote, type PredictionParts, type Predictions } from "./prediction.js";
export type { Asked } from "./progress.js";
export type { ProgressHost, SetAside } from "./progress-host.js";
export {
  type ProgressRecord,
  type ProgressState,
  type ProgressText,
  progressLine,
  progressVersion,
  readProgress,
} from "./record.js";
export { type KeyedStorage, type StorageHostOptions, storageHost } from "./storage-host.js";
export { type PredictionLine, Summary, type SummaryLine, summary } from "./summary.js";
export {
  type Slip,
  type TensorExerciseOptions,
  type TensorResult,
  tensorExercise,
} from "./tensor-exercise.js";
