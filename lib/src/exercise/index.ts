export { CheckResult, type CheckState } from "./check-result.js";
export { type Check, type ExerciseOptions, exercise, type Mistake } from "./exercise.js";
export { type FillOptions, filledIn, type Given } from "./filled-in.js";
export { areNumbers, isNumber, roundedTooFar } from "./numbers.js";
export {
  type Slip,
  type TensorExerciseOptions,
  type TensorResult,
  tensorExercise,
} from "./tensor-exercise.js";
