import type { Operation } from "../autograd/operation.js";
import { onInterrupt } from "../interrupt.js";
import { type AnyTensor, isBornAfter, observeReads, tensorsBorn } from "../tensor/base.js";
import type { Values } from "../tensor/dtype.js";

/*
 * What a step function does while it is recorded. Operations and effects report themselves here; anything else
 * that happens to values (reading them, drawing random numbers) could not be repeated by a replay and ends the
 * recording with a reason.
 */

/** An operation that ran: everything that a replay needs, and no link to the graph of gradients. */
export interface OperationCommand {
  readonly kind: "operation";
  readonly operation: Operation<unknown, unknown>;
  readonly inputs: readonly AnyTensor[];
  readonly output: AnyTensor;
  readonly plan: unknown;
}

/** Something done to values in place, such as an optimizer's update; or a check of them. */
export interface EffectCommand {
  readonly kind: "effect";
  readonly name: string;
  readonly tensors: readonly AnyTensor[];
  /** Runs it again on the arrays that hold the tensors' values. */
  readonly run: (values: readonly Values[]) => void;
  /** The first so many of the tensors may be written to; the others are only read. */
  readonly writes: number;
}

export type Command = OperationCommand | EffectCommand;

/** One run of a step function, written down. */
export class Recording {
  readonly commands: Command[] = [];
  /** How many tensors there were before. */
  readonly #before = tensorsBorn();
  /** Tensors from before that were given a gradient; it has to be gone again at the end. */
  readonly leaves = new Set<AnyTensor>();
  /** Why this run cannot be replayed; undefined while it can. */
  reason: string | undefined;

  /** Whether a tensor was made while recording. */
  made(tensor: AnyTensor): boolean {
    return isBornAfter(tensor, this.#before);
  }

  /** Called when backward is about to give a gradient to a tensor that was made from values. */
  noteLeaf(tensor: AnyTensor): void {
    if (this.made(tensor)) return;
    if (tensor.grad !== undefined && !this.made(tensor.grad as AnyTensor)) {
      this.abandon("it adds to a gradient from before the step");
    }
    this.leaves.add(tensor);
  }

  /** Gives the recording up; the step itself goes on. The first reason counts. */
  abandon(reason: string): void {
    this.reason ??= reason;
    current = undefined;
  }
}

let current: Recording | undefined;
/** Counts changes to modules that a recording would not see: a layer frozen, a hook added. */
let structure = 0;

onInterrupt(() => {
  current = undefined;
});

/** The recording that is being made. */
export function currentRecording(): Recording | undefined {
  return current;
}

/** Runs a function and writes down what it does. */
export function record<T>(run: () => T): { readonly result: T; readonly recording: Recording } {
  const recording = new Recording();
  const outer = current;
  // A step inside a step is simply part of it; what the outer one sees is the same.
  outer?.abandon("it runs another step inside");
  current = recording;
  try {
    return { result: run(), recording };
  } finally {
    current = undefined;
  }
}

/** Runs a function whose doings the recording has as one command, or need not have. */
export function unrecorded<T>(run: () => T): T {
  const recording = current;
  current = undefined;
  try {
    return run();
  } finally {
    current = recording;
  }
}

observeReads((tensor) => {
  current?.abandon(
    `it reads the values of ${tensor.name ?? `a tensor of shape [${tensor.shape.join(", ")}]`}`,
  );
});

/** Called by what a replay cannot repeat. */
export function noteUnrepeatable(what: string): void {
  current?.abandon(what);
}

/** Called when modules change in a way that steps recorded before do not know. */
export function noteStructureChange(): void {
  structure++;
  current?.abandon("it changes a module");
}

/** Differs when a module has changed since. */
export function structureVersion(): number {
  return structure;
}
