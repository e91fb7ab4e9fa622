import { logitsBehind, rememberLogits, type Squashing } from "../losses/logits.js";
import type { AnyTensor } from "../tensor/base.js";
import { libraryStep, type StepFunction, type StepInputs, type StepOutputs } from "./step.js";

/** What a step that predicts gives back. */
export interface Predicting extends StepOutputs {
  readonly predictions: AnyTensor;
}

/**
 * A step of the library's whose predictions keep the logits behind them, as they would without being recorded: metrics
 * and losses that are given them find these.
 */
export function stepWithLogits<I extends StepInputs, O extends Predicting>(
  run: StepFunction<I, O>,
): StepFunction<I, O> {
  let by: Squashing | undefined;
  const recorded = libraryStep<I, O & { readonly logits?: AnyTensor }>((...inputs) => {
    const results = run(...inputs);
    by = squashingOf([results.predictions]);
    return by === undefined ? results : { ...results, logits: logitsBehind(results.predictions, by)! };
  });
  return (...inputs) => {
    const results = recorded(...inputs);
    const { predictions, logits } = results;
    // A replay's result is a new tensor, of which nobody knows yet where it came from.
    if (by !== undefined && logits !== undefined) rememberLogits(predictions, by, logits);
    return results;
  };
}

/** What made probabilities of the logits behind all of these; undefined when the logits of one are not known. */
export function squashingOf(predictions: readonly AnyTensor[]): Squashing | undefined {
  const all: readonly Squashing[] = ["sigmoid", "softmax"];
  return all.find((by) => predictions.every((y) => logitsBehind(y, by) !== undefined));
}
