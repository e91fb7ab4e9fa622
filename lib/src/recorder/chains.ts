import {
  type Chain,
  type ChainOperation,
  type ChainStep,
  passes,
  type Spread,
} from "../engine/wasm/chains/chain.js";
import { type Instruction, type Program, slotsWritten } from "./program.js";
import type { Slot } from "./slot.js";

/** Operations of a program that are computed together. */
export interface ChainInstruction {
  readonly kind: "chain";
  readonly chain: Chain;
  /** The slot of each of the chain's arrays. */
  readonly slots: readonly number[];
  /** Those that it makes. */
  readonly outputs: readonly number[];
}

/** Below this many elements a chain's operations take less than the call. */
const WORTH_IT = 4096;
/** A chain of more values would take longer to compile than it is worth, and more arguments than threads share. */
const MOST_VALUES = 100;

const elementWise: ReadonlySet<string> = new Set<ChainOperation>([
  "abs",
  "add",
  "div",
  "maximum",
  "minimum",
  "mul",
  "neg",
  "relu",
  "sqrt",
  "sub",
]);

/** Puts neighbouring element-wise operations, and the sums over rows between them, together as chains. */
export function withChains(
  instructions: readonly Instruction[],
  { slots, kept: wanted }: Program,
  homes: readonly number[],
): readonly (Instruction | ChainInstruction)[] {
  const finder = new Finder(instructions, slots, homes);
  const chains = finder.found();
  const members = new Set(chains.flatMap((each) => [...each.members]));
  /** What is read by others than some instructions, or is an output. */
  const readOutside = (inside: ReadonlySet<number>): ReadonlySet<number> => {
    const found = new Set([...wanted].map((slot) => homes[slot]!));
    instructions.forEach((instruction, at) => {
      if (!inside.has(at)) for (const slot of slotsRead(instruction)) found.add(homes[slot]!);
    });
    return found;
  };
  // A comparison whose every reader is in a chain is made there.
  const kept = readOutside(members);
  const starts = new Map(chains.map((each) => [each.first, each]));
  return instructions.flatMap((instruction, at): readonly (Instruction | ChainInstruction)[] => {
    const chain = starts.get(at);
    if (chain !== undefined) return [chain.instruction(readOutside(chain.members))];
    if (members.has(at)) return [];
    const isMade = instruction.kind === "operation" && instruction.operation.name === "greater";
    return isMade && !kept.has(homes[instruction.output]!) ? [] : [instruction];
  });
}

function slotsRead(instruction: Instruction): readonly number[] {
  return instruction.kind === "effect" ? instruction.slots : instruction.inputs;
}

/** An operation as a chain would have it. Slots are those that it names: their homes may have other shapes. */
interface Candidate {
  readonly operation: ChainOperation;
  readonly inputs: readonly number[];
  readonly output: number;
}

class Finder {
  readonly #instructions: readonly Instruction[];
  readonly #slots: readonly Slot[];
  readonly #homes: readonly number[];
  /** Slot → the instruction that makes it. */
  readonly #makers = new Map<number, number>();
  /** Slot → the last effect so far that was given it. */
  readonly #touched = new Map<number, number>();

  constructor(instructions: readonly Instruction[], slots: readonly Slot[], homes: readonly number[]) {
    this.#instructions = instructions;
    this.#slots = slots;
    this.#homes = homes;
  }

  found(): readonly OpenChain[] {
    const chains: OpenChain[] = [];
    let open: OpenChain | undefined;
    this.#instructions.forEach((instruction, at) => {
      if (instruction.kind === "effect") {
        for (const slot of slotsWritten(instruction)) this.#touched.set(this.#homes[slot]!, at);
        return;
      }
      this.#makers.set(this.#homes[instruction.output]!, at);
      const candidate = this.#candidate(instruction);
      if (candidate === undefined || (open !== undefined && this.#joins(open, candidate, at))) return;
      const fresh = OpenChain.start(candidate, at, { slots: this.#slots, homes: this.#homes });
      if (fresh === undefined || !this.#joins(fresh, candidate, at)) return;
      open = fresh;
      chains.push(fresh);
    });
    return chains.filter((chain) => chain.isWorthIt);
  }

  #candidate(instruction: Extract<Instruction, { kind: "operation" }>): Candidate | undefined {
    const { operation, plan, inputs, output } = instruction;
    const made = operation.name === "cast" ? this.#compared(instruction) : { inputs, output };
    if (![...made.inputs, output].every((slot) => this.#slots[slot]!.dtype === "float32")) return undefined;
    if (operation.name === "cast") return { operation: "step", ...made };
    if (elementWise.has(operation.name)) return { operation: operation.name as ChainOperation, ...made };
    if (operation.name === "broadcastTo") return { operation: "copy", ...made };
    const isOverRows = operation.name === "sum" && (plan as { outer: number }).outer === 1;
    return isOverRows ? { operation: "sum", ...made } : undefined;
  }

  /** What a comparison compared that is made into numbers; else what the numbers are made of. */
  #compared({ inputs, output }: Omit<Candidate, "operation">): Omit<Candidate, "operation"> {
    const maker = this.#instructions[this.#makers.get(this.#homes[inputs[0]!]!) ?? -1];
    const isComparison = maker?.kind === "operation" && maker.operation.name === "greater";
    return { inputs: isComparison ? maker.inputs : inputs, output };
  }

  /** Adds an operation to a chain, which runs where it starts: so what the operation reads has to be there. */
  #joins(chain: OpenChain, candidate: Candidate, at: number): boolean {
    for (const slot of candidate.inputs) {
      const input = this.#homes[slot]!;
      const isLate = (this.#makers.get(input) ?? -1) >= chain.first && !chain.makes(input);
      if (isLate || (this.#touched.get(input) ?? -1) >= chain.first) return false;
    }
    return chain.add(candidate, at);
  }
}

interface Places {
  readonly slots: readonly Slot[];
  readonly homes: readonly number[];
}

class OpenChain {
  readonly first: number;
  readonly members = new Set<number>();
  readonly #places: Places;
  readonly #rows: number;
  readonly #columns: number;
  /** Slot → its number in the chain. */
  readonly #values = new Map<number, number>();
  readonly #spreads: Spread[] = [];
  readonly #steps: ChainStep[] = [];
  readonly #made = new Set<number>();

  private constructor(first: number, places: Places, [rows, columns]: readonly [number, number]) {
    this.first = first;
    this.#places = places;
    this.#rows = rows;
    this.#columns = columns;
  }

  /** A chain over the matrix that an operation is about; undefined when that is small. */
  static start({ operation, inputs, output }: Candidate, at: number, places: Places): OpenChain | undefined {
    const { shape, size } = places.slots[operation === "sum" ? inputs[0]! : output]!;
    const columns = shape[shape.length - 1] ?? 1;
    return size < WORTH_IT ? undefined : new OpenChain(at, places, [size / columns, columns]);
  }

  get isWorthIt(): boolean {
    return this.#steps.length > 1 || this.#steps.some(({ operation }) => operation === "step");
  }

  makes(slot: number): boolean {
    return this.#made.has(slot);
  }

  add({ operation, inputs, output }: Candidate, at: number): boolean {
    if (this.#spreads.length + inputs.length >= MOST_VALUES) return false;
    const spreads = inputs.map((slot) => this.#spreadOf(slot));
    const spread = operation === "sum" ? this.#spreadOfSum(inputs[0]!, output) : this.#spreadOf(output);
    if (spread === undefined || spread === "column" || spread === "one") return false;
    const fitting: readonly (Spread | undefined)[] =
      operation === "sum"
        ? ["matrix"]
        : spread === "row"
          ? ["row", "one"]
          : ["matrix", "row", "column", "one"];
    // Strips of columns end with whole registers, or they would overrun into rows that are done.
    if (!spreads.every((each) => fitting.includes(each)) || (spread === "row" && this.#columns % 4 > 0))
      return false;
    const homes = inputs.map((slot) => this.#places.homes[slot]!);
    // One array as a row here and as a column there.
    const differs = (home: number, i: number) =>
      (this.#spreads[this.#values.get(home) ?? -1] ?? spreads[i]) !== spreads[i];
    if (homes.some(differs)) return false;
    const numbers = homes.map((home, i) => this.#valueOf(home, spreads[i]!));
    this.#steps.push({ operation, inputs: numbers, output: this.#valueOf(output, spread) });
    this.#made.add(output);
    this.members.add(at);
    return true;
  }

  /** The chain, when others than it read some slots. */
  instruction(others: ReadonlySet<number>): ChainInstruction {
    const slots = [...this.#values.keys()];
    const spreads = this.#spreads;
    const steps = this.#steps;
    const made = passes({ spreads, steps });
    const again = new Set<number>();
    for (const { inputs, output, operation } of steps) {
      const pass = operation === "sum" ? made[output]! - 1 : made[output]!;
      for (const input of inputs) if (spreads[input] === "matrix" && made[input]! < pass) again.add(input);
    }
    const stays = (slot: number, value: number) =>
      !this.#made.has(slot) || others.has(slot) || again.has(value);
    const arrays = slots.map((_, value) => value).filter((value) => stays(slots[value]!, value));
    const isFlat = spreads.every((spread) => spread === "matrix" || spread === "one");
    const [rows, columns] = isFlat ? [1, this.#rows * this.#columns] : [this.#rows, this.#columns];
    const kept = arrays.map((value) => slots[value]!);
    return {
      kind: "chain",
      chain: { rows, columns, spreads, steps, arrays },
      slots: kept,
      outputs: kept.filter((slot) => this.#made.has(slot)),
    };
  }

  #valueOf(slot: number, spread: Spread): number {
    const known = this.#values.get(slot) ?? this.#spreads.push(spread) - 1;
    this.#values.set(slot, known);
    return known;
  }

  #spreadOfSum(input: number, output: number): Spread | undefined {
    const { size } = this.#places.slots[output]!;
    return this.#rows > 1 && this.#spreadOf(input) === "matrix" && size === this.#columns ? "row" : undefined;
  }

  #spreadOf(slot: number): Spread | undefined {
    const { size, shape } = this.#places.slots[slot]!;
    const last = shape[shape.length - 1] ?? 1;
    if (size === this.#rows * this.#columns) return last === this.#columns ? "matrix" : undefined;
    if (size === 1) return "one";
    if (size === this.#columns && last === size) return "row";
    return size === this.#rows && last === 1 ? "column" : undefined;
  }
}
