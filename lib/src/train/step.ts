import { type RecordingState, recordStep } from "../recorder/record-step.js";
import type { AnyTensor } from "../tensor/base.js";

/** The tensors that go into a step. */
export type StepInputs = readonly AnyTensor[];
/** The tensors that come out of a step, by name. */
export type StepOutputs = Readonly<Record<string, AnyTensor>>;

/** A function from tensors to tensors that is run many times, such as one step of training. */
export type StepFunction<I extends StepInputs, O extends StepOutputs> = (...inputs: I) => O;

/** A step made ready for many runs, with what became of its recording. */
export type PreparedStep<I extends StepInputs, O extends StepOutputs> = StepFunction<I, O> & {
  /** Whether the last run was a replay, and why steps are not recorded; undefined where another runner is set. */
  readonly recording?: RecordingState;
};

/** Makes a step run faster, for example by recording it once; must compute the same. */
export type StepRunner = <I extends StepInputs, O extends StepOutputs>(
  run: StepFunction<I, O>,
) => StepFunction<I, O>;

let runner: StepRunner | undefined = recordStep;

/**
 * Prepares a function from tensors to tensors for many runs: everything in it that changes from run to run has
 * to come in through its arguments or live in tensors. `fit`, `evaluate` and `predict` run all their steps
 * through here, and so can a hand-written loop. It is recorded and replayed (`recordStep`); what cannot be recorded
 * runs as it is, and `recording.reason` of the step, like `info().eager`, says why.
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
  return runner === undefined ? run : runner(run);
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
