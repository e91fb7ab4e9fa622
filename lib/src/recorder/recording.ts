import { isGradEnabled } from "../autograd/grad-mode.js";
import type { Signature } from "../autograd/operation.js";
import { type AnyTensor, isBornAfter, isTensor, tensorsBorn } from "../tensor/base.js";
import {
  type Closing,
  type Command,
  type EffectCommand,
  endRecording,
  type Given,
  type OperationCommand,
  type Part,
  type Recording,
  type Use,
  unrecorded,
  within,
} from "./current.js";

/** A recorded program that a run may follow; guide.ts has it. */
export interface Followed {
  /** How many instructions were followed. */
  readonly done: number;
  /** What the result of the next operation will be; undefined when the program has another one. */
  operation(operation: object, inputs: readonly AnyTensor[], attributes: unknown): Signature | undefined;
  /** Takes the result of that operation, without its values. */
  result(output: AnyTensor): void;
  /** Whether the program has this effect next, which is then left to the end. */
  effect(command: EffectCommand): boolean;
  /** Leaves a use of the library's code to the replay, if it can: gives its output without values, and what took part in it. */
  skip(use: Use): { readonly output: AnyTensor; readonly parts: Iterable<Part> } | undefined;
  /** Leaves the last part of a step to the replay, if it can; gives the step's loss then. */
  skipRest(closing: Closing, exposed: readonly AnyTensor[]): AnyTensor | undefined;
  /** Whether a replay would leave nothing out. */
  isDone(results: Readonly<Record<string, AnyTensor>>, exposed: readonly AnyTensor[]): boolean;
  /** Computes what was followed, and writes it down. */
  compute(commands: Command[]): void;
}

/** How a run is recorded. */
export interface RecordOptions {
  /** Everything that changes comes in through arguments and tensors, as who made the step says. */
  readonly trusted: boolean;
  /** The program that the run will probably follow. */
  readonly guide: Followed | undefined;
}

/** The last part of a step. It does the same whenever all before it did, and what it is given and looks at is the same. */
export interface Rest extends Pick<Closing, "root" | "given"> {
  /** How many commands come before it. */
  readonly start: number;
  /** The modules that it looks at. */
  readonly parts: readonly Part[];
  /** The step's loss. */
  readonly loss: AnyTensor;
}

/** A use of code of the library's, by which none of the user's ran. */
export interface Passage extends Use {
  /** How many commands come before it, and before what follows it. */
  readonly start: number;
  readonly end: number;
  readonly output: AnyTensor;
  /** The parts of the recording from here to there took part, and the module itself if it is one. */
  readonly partsFrom: number;
  readonly partsTo: number;
  readonly isGradEnabled: boolean;
  /** How many tensors there were before it. */
  readonly born: number;
}

/** One run of a step function, written down. */
export class StepRecording implements Recording {
  readonly commands: Command[] = [];
  /** Tensors from before that were given a gradient; it has to be gone again at the end. */
  readonly leaves = new Set<AnyTensor>();
  /** Modules and optimizers that took part, once for each time. */
  readonly parts: Part[] = [];
  /** Uses of the library's modules and functions, those within another one before it. */
  readonly passages: Passage[] = [];
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
  #guide: Followed | undefined;
  #isOwnCode = false;

  constructor({ trusted, guide }: RecordOptions) {
    this.trusted = trusted;
    this.#guide = guide;
  }

  /** The program that the run has followed so far, without computing anything; undefined when it computes. */
  get guide(): Followed | undefined {
    return this.#guide;
  }

  get rest(): Rest | undefined {
    return this.#rest;
  }

  close(closing: Closing, run: () => AnyTensor): AnyTensor {
    const skipped = this.leaves.size === 0 ? this.#guide?.skipRest(closing, this.exposed) : undefined;
    if (skipped !== undefined) return skipped;
    const start = this.#done;
    const before = this.#ownRuns;
    const loss = run();
    const { root, given } = closing;
    if (this.#ownRuns === before) this.#rest = { start, root, given, parts: closing.looksAt(), loss };
    return loss;
  }

  made(tensor: AnyTensor): boolean {
    return isBornAfter(tensor, this.#before);
  }

  expected(operation: object, inputs: readonly AnyTensor[], attributes: unknown): Signature | undefined {
    const slot = this.#guide?.operation(operation, inputs, attributes);
    if (slot === undefined) this.leaveGuide();
    return slot;
  }

  follow(output: AnyTensor): void {
    this.#guide!.result(output);
    if (this.#isOwnCode) this.exposed.push(output);
  }

  note(command: OperationCommand): void {
    this.commands.push(command);
    if (this.#isOwnCode) this.exposed.push(command.output);
  }

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

  own<T>(given: readonly unknown[], run: () => T): T {
    this.hasOwnCode = !this.trusted;
    this.#ownRuns++;
    for (const each of given) this.#expose(each);
    return this.#in(true, run);
  }

  library(use: Use, run: () => AnyTensor): AnyTensor {
    const output = this.#in(false, () => this.#pass(use, run));
    if (this.#isOwnCode) this.#expose(output);
    return output;
  }

  call(loss: object, [yTrue, yPred, options = {}]: Given, run: () => AnyTensor): AnyTensor {
    if (Object.getPrototypeOf(options ?? 0) !== Object.prototype) return run();
    const { sampleWeight, ...attributes } = options;
    const inputs = sampleWeight === undefined ? [yTrue, yPred] : [yTrue, yPred, sampleWeight];
    // Options that may change without becoming others are not compared.
    const isPlain = Object.values(attributes).every((value) => Object(value) !== value);
    return isPlain && inputs.every(isTensor) ? this.library({ code: loss, inputs, attributes }, run) : run();
  }

  #pass(use: Use, run: () => AnyTensor): AnyTensor {
    const [start, born, runs, partsFrom] = [this.#done, tensorsBorn(), this.#ownRuns, this.parts.length];
    const skipped = this.#guide?.skip(use);
    if (skipped !== undefined) for (const part of skipped.parts) this.parts.push(part);
    const output = skipped?.output ?? run();
    if (this.#ownRuns !== runs || this.trusted) return output;
    const [end, partsTo] = [this.#done, this.parts.length];
    const { code, inputs, attributes } = use;
    // What is behind it can no longer be asked for.
    if (inputs.some(({ node }) => node?.released)) return output;
    this.passages.push({
      code,
      inputs,
      attributes,
      output,
      start,
      end,
      born,
      partsFrom,
      partsTo,
      isGradEnabled: isGradEnabled(),
    });
    return output;
  }

  /** How many commands there are, those that were only followed among them. */
  get #done(): number {
    return this.#guide?.done ?? this.commands.length;
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

  notePart(part: Part): void {
    this.parts.push(part);
  }

  noteLeaf(tensor: AnyTensor): void {
    if (this.made(tensor)) return;
    if (tensor.grad !== undefined && !this.made(tensor.grad as AnyTensor)) {
      this.abandon("it adds to a gradient from before the step");
    }
    this.leaves.add(tensor);
  }

  noteHook(label: string): void {
    if (this.trusted) this.abandon(`it calls a hook of ${label}`);
  }

  noteDraw(): void {
    if (!this.#isOwnCode) this.abandon("it draws random numbers");
  }

  noteRead(tensor: AnyTensor): void {
    this.abandon(`it reads the values of ${tensor.name ?? `a tensor of shape [${tensor.shape.join(", ")}]`}`);
  }

  abandon(reason: string): void {
    this.reason ??= reason;
    this.leaveGuide();
    endRecording();
  }
}

/** Runs a function and writes down what it does. */
export function record<T extends Readonly<Record<string, AnyTensor>>>(
  run: () => T,
  options: RecordOptions = { trusted: true, guide: undefined },
): { readonly result: T; readonly recording: StepRecording } {
  const recording = new StepRecording(options);
  return within(recording, () => {
    try {
      const result = run();
      recording.finish(result);
      return { result, recording };
    } catch (error) {
      // What came before the mistake has been done, as it would have been without a recording.
      recording.leaveGuide();
      throw error;
    }
  });
}
