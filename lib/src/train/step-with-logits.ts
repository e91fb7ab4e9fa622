import { logitsBehind, rememberLogits, type Squashing, squashingOf } from "../losses/logits.js";
import type { AnyTensor } from "../tensor/base.js";
import { maskOf, rememberMask } from "../tensor/masks.js";
import { offerPredictionRecorder } from "./prediction-recorder.js";
import { libraryStep, stepRunner } from "./step.js";
import type { Predicting, StepFunction, StepInputs } from "./step-types.js";

/**
 * A step of the library's whose predictions keep the logits behind them, and their mask, as they would without being
 * recorded: metrics and losses that are given them find these.
 */
export function stepWithLogits<I extends StepInputs, O extends Predicting>(
  run: StepFunction<I, O>,
): StepFunction<I, O> {
  let by: Squashing | undefined;
  const recorded = libraryStep<I, O & { readonly logits?: AnyTensor; readonly mask?: AnyTensor }>(
    (...inputs) => {
      const results = run(...inputs);
      const { predictions } = results;
      by = squashingOf([predictions]);
      const mask = maskOf(predictions);
      return {
        ...results,
        ...(by === undefined ? {} : { logits: logitsBehind(predictions, by)! }),
        ...(mask === undefined ? {} : { mask }),
      };
    },
  );
  return (...inputs) => {
    const results = recorded(...inputs);
    const { predictions, logits, mask } = results;
    // A replay's result is a new tensor, of which nobody knows yet where it came from.
    if (by !== undefined && logits !== undefined) rememberLogits(predictions, by, logits);
    rememberMask(predictions, mask);
    return results;
  };
}

offerPredictionRecorder({ prepare: stepWithLogits, state: stepRunner });
