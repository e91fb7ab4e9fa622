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

/**
 * The recorder of predictions. Where nothing but `predict` asks for it, as in a page, it is loaded by the first
 * prediction, which does not wait for it: until it is there this is undefined.
 */
export function predictionRecorder(): PredictionRecorder | undefined {
  if (recorder === undefined) void loadedPredictionRecorder();
  return recorder;
}

/** The recorder of predictions once it is loaded; undefined when it cannot be. */
export async function loadedPredictionRecorder(): Promise<PredictionRecorder | undefined> {
  if (recorder === undefined) await import("./step-with-logits.js").catch(() => {});
  return recorder;
}
