import { type AnyTensor, valuesOf } from "../tensor/base.js";
import type { Values } from "../tensor/dtype.js";
import { currentRecording, unrecorded } from "./current.js";

/**
 * Does something with the values of tensors that is not an operation: an update in place, a check.
 *
 * `run` gets the arrays of the tensors, in order, and of those that it only reads. A recorded step runs it again at
 * the same place on every replay, so whatever else it uses has to live longer than one step.
 */
export function effect(
  name: string,
  tensors: readonly AnyTensor[],
  run: (values: readonly Values[]) => void,
  { reads = [] }: { readonly reads?: readonly AnyTensor[] } = {},
): void {
  const all = [...tensors, ...reads];
  const command = { kind: "effect", name, tensors: all, run, writes: tensors.length } as const;
  if (currentRecording()?.noteEffect(command)) return;
  unrecorded(() => run(all.map(valuesOf)));
}
