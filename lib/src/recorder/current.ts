import type { Operation, Signature } from "../autograd/operation.js";
import { onInterrupt } from "../interrupt.js";
import { type AnyTensor, observeReads } from "../tensor/base.js";
import type { Values } from "../tensor/dtype.js";

/*
 * What a step function does while it is recorded. Operations and effects report themselves here; anything else
 * that happens to values (reading them, drawing random numbers) could not be repeated by a replay and ends the
 * recording with a reason. Most pages never record: what does so (recording.ts) comes with the first step.
 */

/** An operation that ran: everything that a replay needs, and no link to the graph of gradients. */
export interface OperationCommand {
  readonly kind: "operation";
  readonly operation: Operation<unknown, unknown>;
  readonly inputs: readonly AnyTensor[];
  readonly output: AnyTensor;
  readonly attributes: unknown;
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

/** Code of the library's that a run may leave to a replay: one use of a module, or a call of a function. */
export interface Use {
  /** The module, or the function, which has no weights. */
  readonly code: (Part & HasWeights) | (object & { readonly weights?: never });
  readonly inputs: readonly AnyTensor[];
  /** What else it is given: numbers, texts and such, and records of them. */
  readonly attributes: unknown;
}

interface HasWeights {
  weights(): readonly { readonly tensor: object }[];
}

/** What a loss of the library's is given: truth, predictions, options with the weights of examples. */
export type Given = readonly [
  yTrue: unknown,
  yPred: unknown,
  options: { readonly sampleWeight?: unknown } | undefined,
];

/** The last part of a step, which is the library's alone unless code of the user's runs in it. */
export interface Closing {
  /** What it starts from. */
  readonly root: AnyTensor;
  /** What else it is given. */
  readonly given: readonly object[];
  /** Modules that it looks at. */
  readonly looksAt: () => readonly Part[];
}

/** Something with code that a user may have written: a module, an optimizer. */
export interface Part {
  /** The library's class whose code this has; undefined for a class of the user's. */
  readonly libraryClass: unknown;
}

/** One run of a step function that is being written down. */
export interface Recording {
  readonly commands: readonly Command[];
  /** Whether a tensor was made while recording. */
  made(tensor: AnyTensor): boolean;
  /** Where the result of an operation will be, when the run follows a program that has it next. */
  expected(operation: object, inputs: readonly AnyTensor[], attributes: unknown): Signature | undefined;
  /** Called with the result that is not computed yet. */
  follow(output: AnyTensor): void;
  /** Called after an operation. */
  note(command: OperationCommand): void;
  /** Called before an effect; says whether it is done, or will be, at its time. */
  noteEffect(command: EffectCommand): boolean;
  /** Called with a module or an optimizer that takes part. */
  notePart(part: Part): void;
  /** Called when backward is about to give a gradient to a tensor that was made from values. */
  noteLeaf(tensor: AnyTensor): void;
  /** Called before hooks: only code that runs every time can call them every time. */
  noteHook(label: string): void;
  /** Called when random numbers are drawn: code of the user's draws new ones every time, as it runs every time. */
  noteDraw(): void;
  /** Called before values are read or written by other code than operations and effects. */
  noteRead(tensor: AnyTensor): void;
  /** Runs code of the user's, which may keep what it is given and what it makes. */
  own<T>(given: readonly unknown[], run: () => T): T;
  /** Runs code of the library's, or leaves it to the replay of a program that was followed until here. */
  library(use: Use, run: () => AnyTensor): AnyTensor;
  /** The same for a loss of the library's. */
  call(loss: object, given: Given, run: () => AnyTensor): AnyTensor;
  /** Runs the last part of a step, or leaves it to the replay; gives the step's loss. */
  close(closing: Closing, run: () => AnyTensor): AnyTensor;
  /** Gives the recording up; the step itself goes on. The first reason counts. */
  abandon(reason: string): void;
}

let current: Recording | undefined;
/** Counts changes to modules that a recording would not see: a layer frozen, a hook added. */
let structure = 0;
/** The last one of them. */
let changed = "";

onInterrupt(() => {
  current = undefined;
});

observeReads((tensor) => current?.noteRead(tensor));

/** The recording that is being made. */
export function currentRecording(): Recording | undefined {
  return current;
}

/** Runs a function with a recording that writes down what it does, or without one. */
export function within<T>(recording: Recording | undefined, run: () => T): T {
  const outer = current;
  current = recording;
  try {
    return run();
  } finally {
    current = outer;
  }
}

/** Runs a function whose doings the recording has as one command, or need not have. */
export function unrecorded<T>(run: () => T): T {
  return within(undefined, run);
}

/** Ends the recording that is being made. */
export function endRecording(): void {
  current = undefined;
}

/** Called by what a replay cannot repeat. */
export function noteUnrepeatable(what: string): void {
  current?.abandon(what);
}

/** Called when random numbers are drawn: see {@link Recording.noteDraw}. */
export function noteDraw(): void {
  current?.noteDraw();
}

/** Called when modules change in a way that steps recorded before do not know. */
export function noteStructureChange(what: string): void {
  structure++;
  changed = what;
  current?.abandon("it changes a module");
}

/** What {@link noteStructureChange} was last told of. */
export function lastStructureChange(): string {
  return changed;
}

/** Differs when a module has changed since. */
export function structureVersion(): number {
  return structure;
}
