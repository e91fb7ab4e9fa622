import type { Predicting, StepFunction, StepInputs } from "./step-types.js";

/** What makes predictions faster by recording them; the numbers are the same without it. */
export interface PredictionRecorder {
  /** Prepares a prediction for many runs. */
  readonly prepare: <I extends StepInputs, O extends Predicting>(
    run: StepFunction<I, O>,
  ) => StepFunction<I, O>;
  /** Changes when predictions have to be prepared anew. */
  readonly state: () => unknown;
}

let recorder: PredictionRecorder | undefined;

/** Called by the recorder's part of the library when that is loaded. */
export function offerPredictionRecorder(offered: PredictionRecorder): void {
  recorder = offered;
}

/** The recorder that was offered; undefined while its part of the library is not loaded. */
export function offeredPredictionRecorder(): PredictionRecorder | undefined {
  return recorder;
}
