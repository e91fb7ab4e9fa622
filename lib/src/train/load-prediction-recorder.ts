import { offeredPredictionRecorder, type PredictionRecorder } from "./prediction-recorder.js";

/**
 * The recorder of predictions. Where nothing but `predict` asks for it, as in a page, it is loaded by the first
 * prediction, which does not wait for it: until it is there this is undefined.
 */
export function predictionRecorder(): PredictionRecorder | undefined {
  const recorder = offeredPredictionRecorder();
  if (recorder === undefined) void loadedPredictionRecorder();
  return recorder;
}

/** The recorder of predictions once it is loaded; undefined when it cannot be. */
export async function loadedPredictionRecorder(): Promise<PredictionRecorder | undefined> {
  if (offeredPredictionRecorder() === undefined) await import("./step-with-logits.js").catch(() => {});
  return offeredPredictionRecorder();
}
