import type { AnyTensor } from "./base.js";

/** The two functions that turn logits into probabilities. */
export type Squashing = "sigmoid" | "softmax";

/** What layers tell of a tensor beside its values, for other layers, losses and metrics. */
export interface Remarks {
  /** Which entries count: bool, true for those that do, of the tensor's first axes. */
  readonly mask?: AnyTensor;
  /** What probabilities were made of. */
  readonly logits?: AnyTensor;
  /** What made them of it. */
  readonly by?: Squashing;
}

const remarks = new WeakMap<object, Remarks>();

/** What was told of a tensor. */
export function remarksOf(x: object): Remarks {
  return remarks.get(x) ?? {};
}

/** Tells something more of a tensor. Gives the tensor back. */
export function remark<X extends object>(x: X, more: Remarks): X {
  remarks.set(x, { ...remarks.get(x), ...more });
  return x;
}
