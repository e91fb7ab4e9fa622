import type { AnyTensor } from "../tensor/base.js";

/** The tensors that go into a step. */
export type StepInputs = readonly AnyTensor[];
/** The tensors that come out of a step, by name. */
export type StepOutputs = Readonly<Record<string, AnyTensor>>;

/** A function from tensors to tensors that is run many times, such as one step of training. */
export type StepFunction<I extends StepInputs, O extends StepOutputs> = (...inputs: I) => O;

/** What a step that predicts gives back. */
export interface Predicting extends StepOutputs {
  readonly predictions: AnyTensor;
}
