import type { Instruction, Program } from "./program.js";

/** Where the slots of a program lie in one region of memory, and the instructions that are left. */
export interface MemoryPlan {
  readonly instructions: readonly Instruction[];
  /** Slot → its offset in the region, in bytes; undefined for one that needs no room there. */
  readonly offsets: readonly (number | undefined)[];
  /** Slots that are another name for a slot, such as the result of a reshape; else a slot's own number. */
  readonly homes: readonly number[];
  readonly bytes: number;
}

const BYTES = { float32: 4, float64: 8, int32: 4, bool: 1 } as const;

/** Plans a program: leaves out what nobody reads and lets results that are never alive together share memory. */
export function planMemory(program: Program): MemoryPlan {
  const instructions = withoutDead(program);
  const homes = homesOf(program, instructions);
  const kept = instructions.filter(
    (instruction) => instruction.kind === "effect" || homes[instruction.output] === instruction.output,
  );
  const last = new Array<number>(program.slots.length).fill(-1);
  kept.forEach((instruction, at) => {
    for (const slot of slotsOf(instruction)) last[homes[slot]!] = at;
  });
  for (const [, slot] of program.outputs) last[homes[slot]!] = kept.length;

  const space = new Space();
  const offsets = new Array<number | undefined>(program.slots.length).fill(undefined);
  const bytesOf = (slot: number): number =>
    spread(program.slots[slot]!.size * BYTES[program.slots[slot]!.dtype]);
  program.slots.forEach((slot, number) => {
    const stays = slot.kind === "input" || slot.kind === "constant" || slot.kind === "state";
    if (stays && (last[number]! >= 0 || slot.kind === "input")) offsets[number] = space.take(bytesOf(number));
  });
  kept.forEach((instruction, at) => {
    if (instruction.kind === "operation") {
      offsets[instruction.output] = space.take(bytesOf(instruction.output));
    }
    for (const slot of new Set(slotsOf(instruction).map((number) => homes[number]!))) {
      if (program.slots[slot]!.kind === "result" && last[slot] === at) {
        space.give(offsets[slot]!, bytesOf(slot));
      }
    }
  });
  return { instructions: kept, offsets, homes, bytes: space.size };
}

function slotsOf(instruction: Instruction): readonly number[] {
  return instruction.kind === "effect" ? instruction.slots : [...instruction.inputs, instruction.output];
}

/** The instructions whose results are read by an effect, come out, or lead to one that does. */
function withoutDead({ instructions, outputs }: Program): readonly Instruction[] {
  const needed = new Set(outputs.map(([, slot]) => slot));
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

/** Results of reshape share the memory of what they reshape, unless an effect might write to either. */
function homesOf({ slots }: Program, instructions: readonly Instruction[]): readonly number[] {
  const homes = slots.map((_, number) => number);
  const touched = new Set(instructions.flatMap((each) => (each.kind === "effect" ? each.slots : [])));
  for (const instruction of instructions) {
    if (instruction.kind === "effect" || !sameValuesAgain.has(instruction.operation.name)) continue;
    const [from] = instruction.inputs;
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
