import { type ChainInstruction, withChains } from "./chains.js";
import { type Instruction, type Program, slotsWritten } from "./program.js";

export type PlannedInstruction = Instruction | ChainInstruction;

/** Where the slots of a program lie in one region of memory, and the instructions that are left. */
export interface MemoryPlan {
  readonly instructions: readonly PlannedInstruction[];
  /** Slot → its offset in the region, in bytes; undefined for one that needs no room there. */
  readonly offsets: readonly (number | undefined)[];
  /** Slots that are another name for a slot, such as the result of a reshape; else a slot's own number. */
  readonly homes: readonly number[];
  readonly bytes: number;
}

const BYTES = { float32: 4, float64: 8, int32: 4, bool: 1 } as const;

/**
 * Plans a program: leaves out what nobody reads, puts operations together as chains where that is wanted, and lets
 * results that are never alive together share memory.
 */
export function planMemory(program: Program, { chains }: { readonly chains: boolean }): MemoryPlan {
  const instructions = withoutDead(program);
  const homes = homesOf(program, instructions);
  const single = instructions.filter(
    (instruction) => instruction.kind === "effect" || homes[instruction.output] === instruction.output,
  );
  const kept = chains ? withChains(single, program, homes) : single;
  const last = new Array<number>(program.slots.length).fill(-1);
  kept.forEach((instruction, at) => {
    for (const slot of slotsOf(instruction)) last[homes[slot]!] = at;
  });
  for (const slot of program.kept) last[homes[slot]!] = kept.length;

  const space = new Space();
  const offsets = new Array<number | undefined>(program.slots.length).fill(undefined);
  const bytesOf = (slot: number): number =>
    spread(program.slots[slot]!.size * BYTES[program.slots[slot]!.dtype]);
  program.slots.forEach((slot, number) => {
    const stays = slot.kind === "input" || slot.kind === "constant" || slot.kind === "state";
    if (stays && (last[number]! >= 0 || slot.kind === "input")) offsets[number] = space.take(bytesOf(number));
  });
  kept.forEach((instruction, at) => {
    for (const output of outputsOf(instruction)) offsets[output] = space.take(bytesOf(output));
    for (const slot of new Set(slotsOf(instruction).map((number) => homes[number]!))) {
      if (program.slots[slot]!.kind === "result" && last[slot] === at) {
        space.give(offsets[slot]!, bytesOf(slot));
      }
    }
  });
  return { instructions: kept, offsets, homes, bytes: space.size };
}

function slotsOf(instruction: PlannedInstruction): readonly number[] {
  return instruction.kind === "operation" ? [...instruction.inputs, instruction.output] : instruction.slots;
}

function outputsOf(instruction: PlannedInstruction): readonly number[] {
  if (instruction.kind === "chain") return instruction.outputs;
  return instruction.kind === "operation" ? [instruction.output] : [];
}

/** The instructions whose results are read by an effect, come out, or lead to one that does. */
function withoutDead({ instructions, kept }: Program): readonly Instruction[] {
  const needed = new Set(kept);
  return [...instructions]
    .reverse()
    .filter((instruction) => {
      if (instruction.kind === "operation" && !needed.has(instruction.output)) return false;
      for (const slot of instruction.kind === "effect" ? instruction.slots : instruction.inputs) {
        needed.add(slot);
      }
      return true;
    })
    .reverse();
}

/**
 * Results of reshape share the memory of what they reshape, and those of the same operation on the same values are
 * computed once, unless an effect might write to either.
 */
function homesOf({ slots }: Program, instructions: readonly Instruction[]): readonly number[] {
  const homes = slots.map((_, number) => number);
  const touched = new Set(instructions.flatMap(slotsWritten));
  const computed = new Map<unknown, Map<string, number>>();
  for (const instruction of instructions) {
    if (instruction.kind === "effect") continue;
    const { operation, inputs, plan, output } = instruction;
    if (!sameValuesAgain.has(operation.name)) {
      const all = [...inputs, output];
      if (all.some((slot) => touched.has(slot) || touched.has(homes[slot]!))) continue;
      const same = computed.get(operation) ?? new Map<string, number>();
      computed.set(operation, same);
      const key = `${inputs.map((slot) => homes[slot])} ${slots[output]!.shape} ${JSON.stringify(plan)}`;
      const former = same.get(key);
      if (former === undefined) same.set(key, output);
      else homes[output] = former;
      continue;
    }
    const [from] = inputs;
    const home = homes[from!]!;
    if (slots[home]!.kind !== "result" || touched.has(home) || touched.has(from!)) continue;
    if (!touched.has(instruction.output)) homes[instruction.output] = home;
  }
  return homes;
}

/** Operations whose result is their input's values as they are. */
const sameValuesAgain: ReadonlySet<string> = new Set(["reshape"]);

/** Bytes to reserve: arrays of a page or more begin at different offsets within 4 KiB, so that they do not evict
 * each other from the cache; every array has room for kernels to overrun its end. */
function spread(bytes: number): number {
  const needed = Math.ceil((bytes + 64) / 64) * 64;
  return needed < 4096 ? needed : Math.ceil(needed / 4096) * 4096 + 320;
}

/** Offsets in a region that is as large as it has to be: the first free gap that fits. */
class Space {
  size = 0;
  #gaps: { at: number; bytes: number }[] = [];

  take(bytes: number): number {
    const gap = this.#gaps.find((each) => each.bytes >= bytes);
    if (gap === undefined) {
      this.size += bytes;
      return this.size - bytes;
    }
    gap.at += bytes;
    gap.bytes -= bytes;
    return gap.at - bytes;
  }

  give(at: number, bytes: number): void {
    const gaps = [...this.#gaps, { at, bytes }].filter((gap) => gap.bytes > 0).sort((a, b) => a.at - b.at);
    this.#gaps = [];
    for (const gap of gaps) {
      const before = this.#gaps[this.#gaps.length - 1];
      if (before !== undefined && before.at + before.bytes === gap.at) before.bytes += gap.bytes;
      else this.#gaps.push({ ...gap });
    }
  }
}
