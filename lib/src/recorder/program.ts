import type { Operation } from "../autograd/operation.js";
import { type AnyTensor, valuesOf } from "../tensor/base.js";
import type { Values } from "../tensor/dtype.js";
import { type ProgramPassage, passagesOf } from "./passages.js";
import type { StepRecording } from "./recording.js";
import type { Slot, SlotKind } from "./slot.js";
import { Watch } from "./watch.js";

export interface OperationInstruction {
  readonly kind: "operation";
  readonly operation: Operation<unknown, unknown>;
  readonly attributes: unknown;
  readonly plan: unknown;
  readonly inputs: readonly number[];
  readonly output: number;
  /** Whether a gradient can go back from the result. */
  readonly requiresGrad: boolean;
}

export interface EffectInstruction {
  readonly kind: "effect";
  readonly name: string;
  readonly run: (values: readonly Values[]) => void;
  readonly slots: readonly number[];
  /** The first so many of the slots may be written to. */
  readonly writes: number;
  /** A check of what nothing before it changes is done where it stands, so that code around it can catch what it throws. */
  readonly isDoneAtOnce: boolean;
}

export type Instruction = OperationInstruction | EffectInstruction;

/** What an effect may write to. */
export function slotsWritten(instruction: Instruction): readonly number[] {
  return instruction.kind === "effect" ? instruction.slots.slice(0, instruction.writes) : [];
}

/** What is known of the last part of a step: see `Recording.close`. */
export interface ProgramRest {
  /** Its first instruction. */
  readonly start: number;
  /** The slots of what it starts from and of the step's loss. */
  readonly root: number;
  readonly loss: number;
  readonly given: readonly object[];
  /** The fields that it follows from. */
  readonly watch: Watch;
  /** Tensors from before the step, and whether a gradient goes to them. */
  readonly externals: readonly { readonly tensor: AnyTensor; readonly requiresGrad: boolean }[];
  /** For slots that code of the user's may keep, and results: where the gradient is, and whether the graph is used up. */
  readonly left: ReadonlyMap<number, { readonly gradient: number | undefined; readonly released: boolean }>;
}

/** A recorded step without its tensors: numbered slots, what to do with them, and which ones come out. */
export interface Program {
  readonly slots: readonly Slot[];
  readonly instructions: readonly Instruction[];
  readonly outputs: readonly (readonly [name: string, slot: number])[];
  /** Slots whose values are wanted when the step is over: what comes out, and what code of the user's may keep. */
  readonly kept: ReadonlySet<number>;
  /** Tensors from before the step whose gradients it makes and clears. */
  readonly leaves: readonly AnyTensor[];
  /** Whether code of the user's runs in it, and so has to run every time. */
  readonly hasOwnCode: boolean;
  /** How many values all slots have together. */
  readonly size: number;
  /** The part at the end that need not be followed; undefined when all has to be. */
  readonly rest: ProgramRest | undefined;
  /** Uses of the library's code that need not be followed, by their first instruction. */
  readonly passages: ReadonlyMap<number, ProgramPassage>;
}

/** Below this many values in all, plain arrays and plain loops are faster than WebAssembly. */
export const TINY = 4096;

/** A program from a recording, or the reason why there is none. */
export function programOf(
  recording: StepRecording,
  inputs: readonly AnyTensor[],
  outputs: Readonly<Record<string, AnyTensor>>,
): Program | string {
  const slots: Slot[] = [];
  const numbers = new Map<AnyTensor, number>();
  const filled = new Set<AnyTensor>();
  const read = new Set<AnyTensor>();
  for (const command of recording.commands) {
    if (command.kind === "operation") {
      for (const tensor of command.inputs) read.add(tensor);
      continue;
    }
    for (const tensor of command.tensors.slice(0, command.writes)) {
      // A replay finds there what the run before it left.
      if (read.has(tensor) && recording.made(tensor)) return "it changes a tensor that it made and read";
      if (inputs.includes(tensor)) return "it changes one of its arguments";
      filled.add(tensor);
    }
  }
  const slotOf = (tensor: AnyTensor, kind?: SlotKind): number => {
    const known = numbers.get(tensor);
    if (known !== undefined) return known;
    const made = recording.made(tensor);
    const found = kind ?? (made ? (filled.has(tensor) ? "state" : "constant") : "external");
    const { dtype, shape, size } = tensor;
    slots.push({
      kind: found,
      dtype,
      shape,
      size,
      tensor: found === "external" ? tensor : undefined,
      start: found === "constant" || found === "state" ? valuesOf(tensor) : undefined,
    });
    numbers.set(tensor, slots.length - 1);
    return slots.length - 1;
  };
  for (const input of inputs) {
    if (numbers.has(input)) return "it is given the same tensor twice";
    slotOf(input, "input");
  }
  const written = new Set<number>();
  const isFixed = (slot: number): boolean => {
    const { kind } = slots[slot]!;
    return kind === "input" || kind === "constant" || (kind === "external" && !written.has(slot));
  };
  const instructions = recording.commands.map((command): Instruction => {
    if (command.kind === "effect") {
      const { name, run, tensors, writes } = command;
      const numbered = tensors.map((tensor) => slotOf(tensor));
      const isDoneAtOnce = writes === 0 && numbered.every(isFixed);
      for (const slot of numbered.slice(0, writes)) written.add(slot);
      return { kind: "effect", name, run, slots: numbered, writes, isDoneAtOnce };
    }
    const { operation, attributes, plan } = command;
    const from = command.inputs.map((tensor) => slotOf(tensor));
    const output = slotOf(command.output, "result");
    const { requiresGrad } = command.output;
    return { kind: "operation", operation, attributes, plan, inputs: from, output, requiresGrad };
  });
  for (const [name, tensor] of Object.entries(outputs)) {
    if (canGoBack(tensor)) return `a gradient can still be computed from its result ${name}`;
  }
  for (const leaf of recording.leaves) {
    if (leaf.grad !== undefined) return `it leaves a gradient in ${leaf.name ?? "a tensor"} for later`;
  }
  const named = Object.entries(outputs).map(([name, tensor]) => [name, slotOf(tensor)] as const);
  const kept = new Set(named.map(([, slot]) => slot));
  const size = slots.reduce((sum, slot) => sum + slot.size, 0);
  // The graph of small values stays whole, so that all of them can be reached.
  const reached = size < TINY && recording.hasOwnCode ? numbers.keys() : recording.exposed;
  for (const tensor of reached) {
    for (const each of [tensor, tensor.grad as AnyTensor | undefined]) {
      const slot = each && numbers.get(each);
      if (slot !== undefined && ["result", "state"].includes(slots[slot]!.kind)) kept.add(slot);
    }
  }
  const { leaves, hasOwnCode } = recording;
  const rest =
    size < TINY ? undefined : restOf(recording, numbers, { slots, outputs: Object.values(outputs) });
  // In a small step, all can be reached.
  const passages: Program["passages"] =
    size < TINY || !hasOwnCode ? new Map() : passagesOf(recording, numbers);
  return { slots, instructions, outputs: named, kept, leaves: [...leaves], hasOwnCode, size, rest, passages };
}

function restOf(
  { rest, exposed }: StepRecording,
  numbers: ReadonlyMap<AnyTensor, number>,
  { slots, outputs }: { readonly slots: readonly Slot[]; readonly outputs: readonly AnyTensor[] },
): ProgramRest | undefined {
  const root = rest && numbers.get(rest.root);
  const loss = rest && numbers.get(rest.loss);
  // Of a small graph, everything in it can still be reached.
  if (root === undefined || loss === undefined || rest?.root.node?.inputs.length !== 0) return undefined;
  const left = new Map<number, { readonly gradient: number | undefined; readonly released: boolean }>();
  for (const tensor of [...exposed, ...outputs]) {
    const slot = numbers.get(tensor);
    const gradient = tensor.grad && numbers.get(tensor.grad as AnyTensor);
    if (slot !== undefined) left.set(slot, { gradient, released: tensor.node?.released ?? false });
  }
  const { start, given, parts } = rest;
  const externals = slots.flatMap(({ tensor }) =>
    tensor === undefined ? [] : [{ tensor, requiresGrad: tensor.requiresGrad }],
  );
  return { start, root, loss, given, left, watch: new Watch(parts, { isWhole: true }), externals };
}

/** Whether backward from a tensor would find its graph whole. */
function canGoBack(tensor: AnyTensor): boolean {
  if (tensor.node === undefined) return false;
  const seen = new Set<AnyTensor>([tensor]);
  for (const each of seen) {
    if (each.node?.released) return false;
    for (const input of each.node?.inputs ?? []) if (input.requiresGrad) seen.add(input);
  }
  return true;
}

/** A program whose parts that need not be followed are those whose constants another recording of it has, too. */
export function steady(program: Program, other: Program): Program {
  const isSteady = (start: number, end: number, given: readonly (number | undefined)[]): boolean =>
    program.instructions.slice(start, end).every((instruction) =>
      (instruction.kind === "operation" ? instruction.inputs : instruction.slots).every((slot) => {
        if (program.slots[slot]!.kind !== "constant" || given.includes(slot)) return true;
        return sameValues(program.slots[slot]!.start!, other.slots[slot]!.start!);
      }),
    );
  const passages = [...program.passages].filter(([, { start, end, inputs }]) => {
    const given = inputs.flatMap(({ slot, told }) => [slot, told.mask, told.logits]);
    return isSteady(start, end, given);
  });
  const { rest } = program;
  const isRestSteady = rest !== undefined && isSteady(rest.start, program.instructions.length, [rest.root]);
  return { ...program, passages: new Map(passages), rest: isRestSteady ? rest : undefined };
}

/** What differs between two recordings of one step, which therefore cannot be replayed; undefined if nothing. */
export function difference(a: Program, b: Program): string | undefined {
  if (a.instructions.length !== b.instructions.length || a.slots.length !== b.slots.length) {
    return "it does other operations from run to run";
  }
  for (let i = 0; i < a.instructions.length; i++) {
    const x = a.instructions[i]!;
    const y = b.instructions[i]!;
    const agree =
      x.kind === "operation"
        ? y.kind === "operation" &&
          x.operation === y.operation &&
          x.output === y.output &&
          same(x.inputs, y.inputs) &&
          same(x.attributes, y.attributes)
        : y.kind === "effect" && x.name === y.name && x.writes === y.writes && same(x.slots, y.slots);
    if (!agree) return "it does other operations from run to run";
  }
  for (let i = 0; i < a.slots.length; i++) {
    const x = a.slots[i]!;
    const y = b.slots[i]!;
    if (x.kind !== y.kind || x.dtype !== y.dtype || x.size !== y.size || x.tensor !== y.tensor) {
      return x.kind === "external" && y.kind === "external"
        ? "it uses a tensor that is made anew outside of it for each run"
        : "it does other operations from run to run";
    }
    // Code that runs every time brings its numbers.
    if (x.kind === "constant" && !b.hasOwnCode && !sameValues(x.start!, y.start!)) {
      return "it uses a number that changes from run to run, beside its arguments";
    }
  }
  return same(a.outputs, b.outputs) ? undefined : "it gives other results from run to run";
}

/** Whether two numbers, texts, or lists and records of such are equal to the last bit. */
export function same(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a)) {
    if (!Array.isArray(b) || a.length !== b.length) return false;
    for (let i = 0; i < a.length; i++) if (!same(a[i], b[i])) return false;
    return true;
  }
  if (Object.getPrototypeOf(a) !== Object.prototype || Object.getPrototypeOf(b) !== Object.prototype)
    return false;
  let more = 0;
  for (const key in a) {
    if (!same((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key])) return false;
    more++;
  }
  for (const _ in b) more--;
  return more === 0;
}

/** Whether two arrays hold the same numbers, to the last bit. */
export function sameValues(a: Values, b: Values): boolean {
  for (let i = 0; i < a.length; i++) if (!Object.is(a[i], b[i])) return false;
  return a.length === b.length;
}
