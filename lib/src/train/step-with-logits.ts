import { logitsBehind, rememberLogits, type Squashing, squashingOf } from "../losses/logits.js";
import type { AnyTensor } from "../tensor/base.js";
import { maskOf, rememberMask } from "../tensor/masks.js";
import { offerPredictionRecorder } from "./prediction-recorder.js";
import { libraryStep, type PreparedStep, stepRunner } from "./step.js";
import type { Predicting, StepFunction, StepInputs } from "./step-types.js";

/**
 * A step of the library's whose predictions keep the logits behind them, and their mask, as they would without being
 * recorded: metrics and losses that are given them find these.
 */
export function stepWithLogits<I extends StepInputs, O extends Predicting>(
  run: StepFunction<I, O>,
): PreparedStep<I, O> {
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
  const step: StepFunction<I, O> = (...inputs) => {
    const results = recorded(...inputs);
    const { predictions, logits, mask } = results;
    // A replay's result is a new tensor, of which nobody knows yet where it came from.
    if (by !== undefined && logits !== undefined) rememberLogits(predictions, by, logits);
    rememberMask(predictions, mask);
    return results;
  };
  const { recording } = recorded;
  return recording === undefined ? step : Object.assign(step, { recording });
}

/** What a step is kept for. */
export interface Purpose {
  /** A part of what a model was compiled with, which nothing else has. */
  readonly of: object;
  /** Who asks, as its messages say. */
  readonly name: string;
}

interface Kept {
  readonly runner: unknown;
  readonly step: PreparedStep<StepInputs, Predicting>;
}

const kept = new WeakMap<object, Map<string, Kept>>();

/**
 * The step that was made for this before, so that a second run begins with replays; a new one when that could not be
 * recorded. It keeps its memory as long as the model's weights keep theirs, which is the same.
 */
export function keptStep<I extends StepInputs, O extends Predicting>(
  run: StepFunction<I, O>,
  { of, name }: Purpose,
): PreparedStep<I, O> {
  const steps = kept.get(of) ?? new Map<string, Kept>();
  kept.set(of, steps);
  const runner = stepRunner();
  const known = steps.get(name);
  if (known !== undefined && known.runner === runner && known.step.recording?.reason === undefined) {
    return known.step as unknown as PreparedStep<I, O>;
  }
  const step = stepWithLogits(run);
  steps.set(name, { runner, step: step as unknown as Kept["step"] });
  return step;
}

offerPredictionRecorder({ prepare: stepWithLogits, state: stepRunner });
