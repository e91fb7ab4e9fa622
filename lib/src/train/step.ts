import { OptionError } from "../errors.js";
import { quoted } from "../given.js";
import { type RecordingState, recordStep } from "../recorder/record-step.js";
import { isTensor } from "../tensor/base.js";
import type { StepFunction, StepInputs, StepOutputs } from "./step-types.js";

/** A step made ready for many runs, with what became of its recording. */
export type PreparedStep<I extends StepInputs, O extends StepOutputs> = StepFunction<I, O> & {
  /** Whether the last run was a replay, and why steps are not recorded; undefined where another runner is set. */
  readonly recording?: RecordingState;
};

/** Makes a step run faster, for example by recording it once; must compute the same. */
export type StepRunner = <I extends StepInputs, O extends StepOutputs>(
  run: StepFunction<I, O>,
) => StepFunction<I, O>;

const recorder: StepRunner = (run) => recordStep(run, { runsOwnCode: true });

let runner: StepRunner | undefined = recorder;

/**
 * Prepares a step of the library's for many runs, in which code of the user's (an own loss, an own layer) runs every
 * time; see `recordStep`.
 */
export function libraryStep<I extends StepInputs, O extends StepOutputs>(
  run: StepFunction<I, O>,
): PreparedStep<I, O> {
  return runner === undefined ? run : runner(run);
}

/**
 * Prepares a function from tensors to tensors for many runs in a hand-written loop: it is recorded, and from its third
 * call on replayed without running it (`recordStep`). So all that changes from run to run has to come in through its
 * arguments or live in tensors.
 *
 * What is seen to change otherwise makes it run and be recorded anew, and `recording.renewed` names it: fields of the
 * modules in it (a weight that is replaced, a layer more, the rate of a dropout, a property of a layer of your own),
 * layers frozen or freed, hooks. What is not seen is the rest of what JavaScript remembers, such as a variable that
 * the function reads. What cannot be recorded runs as it is, and `recording.reason` of the step, like `info().eager`,
 * says why. `fit`, `evaluate` and `predict` have no such rule: they run your code in every step.
 *
 * @example
 * ```ts
 * const train = step((x, y) => {
 *   const loss = losses.meanSquaredError(y, model.apply(x, { training: true }));
 *   loss.backward();
 *   optimizer.step(model.parameters());
 *   return { loss };
 * });
 * for (let i = 0; i < 1000; i++) train(x, y);
 * ```
 */
export function step<I extends StepInputs, O extends StepOutputs>(
  run: StepFunction<I, O>,
): PreparedStep<I, O> {
  if (typeof run !== "function") {
    throw new OptionError(`step: expected a function, got ${quoted(run)}; try step((x, y) => ({ loss }))`);
  }
  const checked: StepFunction<I, O> = (...inputs) => checkResults(run(...inputs));
  return runner === recorder ? recordStep(checked) : libraryStep(checked);
}

/** Checks that a step gives tensors by name. Throws OptionError. */
function checkResults<O extends StepOutputs>(results: O): O {
  const isNamed = typeof results === "object" && results !== null && !isTensor(results);
  const wrong = isNamed ? Object.entries(results).find(([, value]) => !isTensor(value)) : undefined;
  if (isNamed && wrong === undefined) return results;
  const got = isTensor(results) ? "a tensor" : wrong ? `${wrong[0]}: ${quoted(wrong[1])}` : quoted(results);
  throw new OptionError(
    `step: expected a function that returns tensors by name, got ${got}; try return { loss }`,
  );
}

/** What prepares steps now; undefined when nothing does. */
export function stepRunner(): StepRunner | undefined {
  return runner;
}

/** Sets what prepares steps from now on; undefined: nothing does. Returns the former one. */
export function setStepRunner(next: StepRunner | undefined): StepRunner | undefined {
  const former = runner;
  runner = next;
  return former;
}
