export { CheckResult, type CheckState } from "./check-result.js";
export { type Check, type ExerciseOptions, exercise, type Mistake } from "./exercise.js";
export { areNumbers, isNumber, roundedTooFar } from "./numbers.js";
