import type { Operation } from "../autograd/operation.js";
import { onInterrupt } from "../interrupt.js";
import { type AnyTensor, isBornAfter, isTensor, observeReads, tensorsBorn } from "../tensor/base.js";
import type { Values } from "../tensor/dtype.js";
import type { Slot } from "./slot.js";

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

/** What holds a run against a program that it follows without computing: see `guide.ts`. */
export interface Follower {
  /** How many instructions were followed. */
  readonly done: number;
  operation(operation: object, inputs: readonly AnyTensor[], attributes: unknown): Slot | undefined;
  result(output: AnyTensor): void;
  effect(command: EffectCommand): boolean;
  skipRest(root: AnyTensor, given: readonly object[], exposed: readonly AnyTensor[]): boolean;
  isDone(results: Readonly<Record<string, AnyTensor>>, exposed: readonly AnyTensor[]): boolean;
  compute(commands: Command[]): void;
}

/** How a run is recorded. */
export interface RecordOptions {
  /** Everything that changes comes in through arguments and tensors, as who made the step says. */
  readonly trusted: boolean;
  /** The program that the run will probably follow. */
  readonly guide: Follower | undefined;
}

/** The last part of a step. It does the same whenever all before it did, and it is given the same. */
export interface Rest {
  /** How many commands come before it. */
  readonly start: number;
  /** What backward starts from. */
  readonly root: AnyTensor;
  readonly given: readonly object[];
}

/** One run of a step function, written down. */
export class Recording {
  readonly commands: Command[] = [];
  /** Tensors from before that were given a gradient; it has to be gone again at the end. */
  readonly leaves = new Set<AnyTensor>();
  /** Modules and optimizers that took part. */
  readonly parts = new Set<object>();
  /** Tensors that code of the user's made or was given, and may keep. */
  readonly exposed: AnyTensor[] = [];
  readonly trusted: boolean;
  /** Whether code of the user's ran in it, which may do something else the next time; false when it is trusted. */
  hasOwnCode = false;
  /** Why this run cannot be replayed; undefined while it can. */
  reason: string | undefined;
  /** How many tensors there were before. */
  readonly #before = tensorsBorn();
  /** The last part of the step, which is the library's alone. */
  #rest: Rest | undefined;
  #ownRuns = 0;
  #guide: Follower | undefined;
  #isOwnCode = false;

  constructor({ trusted, guide }: RecordOptions) {
    this.trusted = trusted;
    this.#guide = guide;
  }

  /** The program that the run has followed so far, without computing anything; undefined when it computes. */
  get guide(): Follower | undefined {
    return this.#guide;
  }

  get rest(): Rest | undefined {
    return this.#rest;
  }

  /** Runs the last part of a step, or leaves it to the replay of a program that was followed until here. */
  runRest(root: AnyTensor, given: readonly object[], run: () => void): void {
    if (this.leaves.size === 0 && this.#guide?.skipRest(root, given, this.exposed)) return;
    const start = this.#guide?.done ?? this.commands.length;
    const before = this.#ownRuns;
    run();
    if (this.#ownRuns === before) this.#rest = { start, root, given };
  }

  /** Whether a tensor was made while recording. */
  made(tensor: AnyTensor): boolean {
    return isBornAfter(tensor, this.#before);
  }

  /** Where the result of an operation will be, when the run follows a program that has it next. */
  expected(operation: object, inputs: readonly AnyTensor[], attributes: unknown): Slot | undefined {
    const slot = this.#guide?.operation(operation, inputs, attributes);
    if (slot === undefined) this.leaveGuide();
    return slot;
  }

  /** Called with the result that is not computed yet. */
  follow(output: AnyTensor): void {
    this.#guide!.result(output);
    if (this.#isOwnCode) this.exposed.push(output);
  }

  /** Called after an operation. */
  note(command: OperationCommand): void {
    this.commands.push(command);
    if (this.#isOwnCode) this.exposed.push(command.output);
  }

  /** Called before an effect; says whether it is done, or will be, at its time. */
  noteEffect(command: EffectCommand): boolean {
    if (this.#guide?.effect(command)) return true;
    this.leaveGuide();
    this.commands.push(command);
    return false;
  }

  /** Computes what was only written down so far; from here on the run computes as it goes. */
  leaveGuide(): void {
    const guide = this.#guide;
    if (guide === undefined) return;
    this.#guide = undefined;
    unrecorded(() => guide.compute(this.commands));
  }

  /** Called when the run is over, with its results. */
  finish(results: Readonly<Record<string, AnyTensor>>): void {
    if (this.#guide === undefined) return;
    const isDone = this.#guide.isDone(results, this.exposed);
    if (!isDone || [...this.leaves].some((leaf) => leaf.grad !== undefined)) this.leaveGuide();
  }

  /** Runs code of the user's, which may keep what it is given and what it makes. */
  own<T>(given: readonly unknown[], run: () => T): T {
    this.hasOwnCode = !this.trusted;
    this.#ownRuns++;
    for (const each of given) this.#expose(each);
    return this.#in(true, run);
  }

  /** Runs code of the library's; its result may be for code of the user's. */
  library<T>(run: () => T): T {
    const result = this.#in(false, run);
    if (this.#isOwnCode) this.#expose(result);
    return result;
  }

  #in<T>(isOwnCode: boolean, run: () => T): T {
    const outer = this.#isOwnCode;
    this.#isOwnCode = isOwnCode && !this.trusted;
    try {
      return run();
    } finally {
      this.#isOwnCode = outer;
    }
  }

  #expose(value: unknown): void {
    if (isTensor(value) && this.made(value)) this.exposed.push(value);
  }

  /** Called when backward is about to give a gradient to a tensor that was made from values. */
  noteLeaf(tensor: AnyTensor): void {
    if (this.made(tensor)) return;
    if (tensor.grad !== undefined && !this.made(tensor.grad as AnyTensor)) {
      this.abandon("it adds to a gradient from before the step");
    }
    this.leaves.add(tensor);
  }

  /** Called before hooks: only code that runs every time can call them every time. */
  noteHook(label: string): void {
    if (this.trusted) this.abandon(`it calls a hook of ${label}`);
  }

  /** Called when random numbers are drawn: code of the user's draws new ones every time, as it runs every time. */
  noteDraw(): void {
    if (!this.#isOwnCode) this.abandon("it draws random numbers");
  }

  /** Gives the recording up; the step itself goes on. The first reason counts. */
  abandon(reason: string): void {
    this.reason ??= reason;
    this.leaveGuide();
    current = undefined;
  }
}

let current: Recording | undefined;
/** Counts changes to modules that a recording would not see: a layer frozen, a hook added. */
let structure = 0;
/** The last one of them. */
let changed = "";

onInterrupt(() => {
  current = undefined;
});

/** The recording that is being made. */
export function currentRecording(): Recording | undefined {
  return current;
}

/** Runs a function and writes down what it does. */
export function record<T extends Readonly<Record<string, AnyTensor>>>(
  run: () => T,
  options: RecordOptions = { trusted: true, guide: undefined },
): { readonly result: T; readonly recording: Recording } {
  const recording = new Recording(options);
  current = recording;
  try {
    const result = run();
    recording.finish(result);
    return { result, recording };
  } catch (error) {
    // What came before the mistake has been done, as it would have been without a recording.
    recording.leaveGuide();
    throw error;
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
