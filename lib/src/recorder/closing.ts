import type { AnyTensor } from "../tensor/base.js";
import { type Closing, currentRecording } from "./current.js";

/** Runs the last part of a step: see `Recording.close`. */
export function closeStep(closing: Closing, run: () => AnyTensor): AnyTensor {
  return currentRecording()?.close(closing, run) ?? run();
}
