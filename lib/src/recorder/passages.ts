import { type AnyTensor, isBornAfter } from "../tensor/base.js";
import { type Remarks, remarksOf } from "../tensor/remarks.js";
import type { Command, Part } from "./current.js";
import type { Passage, StepRecording } from "./recording.js";
import { Watch } from "./watch.js";

/*
 * Uses of the library's modules and losses beside code of the user's. What these do follows from what they are given and
 * from a module's fields, which can be looked at (watch.ts): so a run that follows a program need not follow them there.
 */

/** A use of the library's code in a program. */
export interface ProgramPassage
  extends Pick<Passage, "code" | "attributes" | "isGradEnabled" | "start" | "end"> {
  /** What took part in it. */
  readonly parts: ReadonlySet<Part>;
  /** What it is given: slots, and what is told of the tensors there. */
  readonly inputs: readonly { readonly slot: number; readonly told: Told }[];
  /** The slot of its output. */
  readonly output: number;
  /** What is told of the output. */
  readonly told: Told;
  /** The fields that what it does follows from. */
  readonly watch: Watch;
}

/** {@link Remarks} with slots in place of tensors. */
export interface Told extends Pick<Remarks, "by"> {
  readonly mask?: number;
  readonly logits?: number;
}

/** The uses of modules that a run may leave out, by their first command; of those that begin together the longest. */
export function passagesOf(
  { passages, commands, parts: took }: Pick<StepRecording, "passages" | "commands" | "parts">,
  numbers: ReadonlyMap<AnyTensor, number>,
): ReadonlyMap<number, ProgramPassage> {
  const found = new Map<number, ProgramPassage>();
  for (const passage of passages) {
    const { code, attributes, isGradEnabled, start, end } = passage;
    if (end === start || !knowsAllItReads(passage, commands.slice(start, end))) continue;
    const inputs = passage.inputs.flatMap((tensor) => {
      const slot = numbers.get(tensor);
      // Of a mask that nothing was computed with there is no slot.
      const told = toldOf(tensor, numbers);
      return slot === undefined || told === undefined ? [] : [{ slot, told }];
    });
    const output = numbers.get(passage.output);
    const told = toldOf(passage.output, numbers);
    if (inputs.length < passage.inputs.length || output === undefined || told === undefined) continue;
    const parts = new Set(took.slice(passage.partsFrom, passage.partsTo));
    if (code.weights !== undefined) parts.add(code);
    const same = { code, attributes, isGradEnabled, start, end, parts };
    // Those within another one come before it.
    found.set(start, { ...same, inputs, output, told, watch: new Watch(parts) });
  }
  return found;
}

/** Whether it read nothing but its inputs, what these carry, its weights, and what it made itself. */
function knowsAllItReads({ code, inputs, born }: Passage, commands: readonly Command[]): boolean {
  const known = new Set<object | undefined>(inputs);
  for (const input of inputs) {
    const { mask, logits } = remarksOf(input);
    known.add(mask).add(logits);
  }
  for (const { tensor } of code.weights?.() ?? []) known.add(tensor);
  return commands.every((command) => {
    const read = command.kind === "operation" ? command.inputs : command.tensors;
    return read.every((tensor) => known.has(tensor) || isBornAfter(tensor, born));
  });
}

/** What is told of a tensor; undefined where a tensor in it is in no slot. */
function toldOf(tensor: AnyTensor, numbers: ReadonlyMap<AnyTensor, number>): Told | undefined {
  const { by, mask, logits } = remarksOf(tensor);
  const slots: { mask?: number; logits?: number } = {};
  for (const [name, each] of Object.entries({ mask, logits }) as [
    "mask" | "logits",
    AnyTensor | undefined,
  ][]) {
    if (each === undefined) continue;
    const slot = numbers.get(each);
    if (slot === undefined) return undefined;
    slots[name] = slot;
  }
  return { ...slots, ...(by && { by }) };
}
