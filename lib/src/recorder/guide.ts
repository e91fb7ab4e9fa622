import { isGradEnabled } from "../autograd/grad-mode.js";
import { currentEngine } from "../engine/current.js";
import {
  type AnyTensor,
  fromValues,
  hasValues,
  isBornAfter,
  moveValues,
  type TensorFields,
  tensorsBorn,
  valuesOf,
  withoutValues,
} from "../tensor/base.js";
import { allocate, type Values } from "../tensor/dtype.js";
import { type Remarks, remark, remarksOf } from "../tensor/remarks.js";
import { sameShape } from "../tensor/shape.js";
import type { Closing, Command, EffectCommand, Use } from "./current.js";
import { LaterNode } from "./later-node.js";
import type { ProgramPassage, Told } from "./passages.js";
import { type EffectInstruction, type Program, same, sameValues } from "./program.js";
import type { Followed } from "./recording.js";
import type { Slot } from "./slot.js";

/**
 * A program that a run follows: operations and effects come in one by one and are held against it, and as long as they
 * agree nothing is computed. At the end the program is replayed with the constants and effects of this run. When
 * they do not agree, what came so far is computed in its order ({@link Guide.compute}), once.
 */
export class Guide implements Followed {
  /** The tensors of this run by slot. */
  readonly bound: (AnyTensor | undefined)[];
  /** The effects of this run, in order. */
  readonly effects: EffectCommand["run"][] = [];
  readonly #programs: readonly Program[];
  readonly #before = tensorsBorn();
  readonly #inputs: readonly AnyTensor[];
  /** What tensors that effects fill held at first, by slot. */
  readonly #starts = new Map<number, Values>();
  #program: Program;
  #at = 0;
  /** Whether a gradient would go back in another way than in the program. */
  #differs = false;

  /** `programs` that began with the same arguments, the likeliest first. */
  constructor(programs: readonly Program[], inputs: readonly AnyTensor[]) {
    this.#programs = programs;
    this.#program = programs[0]!;
    this.#inputs = inputs;
    this.bound = [...inputs];
  }

  /** The program that was followed last. */
  get program(): Program {
    return this.#program;
  }

  /** Where the result of the next operation goes; undefined when no program has it next. */
  operation(operation: object, inputs: readonly AnyTensor[], attributes: unknown): Slot | undefined {
    const says = (): Slot | undefined => {
      const next = this.#program.instructions[this.#at];
      const agrees =
        next?.kind === "operation" &&
        next.operation === operation &&
        same(next.attributes, attributes) &&
        this.#bind(next.inputs, inputs);
      return agrees ? this.#program.slots[next.output] : undefined;
    };
    return says() ?? this.#otherwise(says);
  }

  /** The result of the operation before, without its values. */
  result(output: AnyTensor): void {
    const instruction = this.#program.instructions[this.#at++]!;
    if (instruction.kind !== "operation") return;
    this.bound[instruction.output] = output;
    if (output.requiresGrad !== instruction.requiresGrad) this.#differs = true;
  }

  /** How many instructions were followed. */
  get done(): number {
    return this.#at;
  }

  /** Leaves a use of the library's code to the replay, if the program has it now and what it follows from is the same. */
  skip({ code, inputs, attributes }: Use): ReturnType<Followed["skip"]> {
    const { passages, instructions } = this.#program;
    const passage = passages.get(this.#at);
    if (passage === undefined || this.#differs) return undefined;
    const { start, end, parts, watch } = passage;
    if (passage.code !== code || !same(passage.attributes, attributes)) return undefined;
    if (passage.isGradEnabled !== isGradEnabled() || passage.inputs.length !== inputs.length)
      return undefined;
    if (!passage.inputs.every((each, i) => this.#isGiven(each, inputs[i]!))) return undefined;
    if (watch.change() !== undefined) return undefined;
    const taken = this.effects.length;
    try {
      for (let i = start; i < end; i++) {
        const each = instructions[i]!;
        if (each.kind === "effect") this.#take(each, each.run);
      }
    } catch {
      // A check in it fails, and is to throw where it stands.
      this.effects.length = taken;
      return undefined;
    }
    this.#at = end;
    const output = this.#tensorOf(passage.output);
    const told = this.#remarks(passage.told);
    if (told !== undefined) remark(output, told);
    return { output, parts };
  }

  /** Whether a tensor is what a passage of the program is given, and the same is told of it. */
  #isGiven({ slot, told }: ProgramPassage["inputs"][number], tensor: AnyTensor): boolean {
    if (this.bound[slot] !== tensor) return false;
    const { kind } = this.#program.slots[slot]!;
    if (kind === "constant" && tensor.requiresGrad) return false;
    // How a result came about is in the program; of others, losses look for logits in a graph that may have changed.
    if (kind === "result" ? tensor.node?.released : tensor.node !== undefined) return false;
    const { by, mask, logits } = remarksOf(tensor);
    const at = (number: number | undefined) => (number === undefined ? undefined : this.bound[number]);
    return by === told.by && mask === at(told.mask) && logits === at(told.logits);
  }

  #remarks({ by, mask, logits }: Told): Remarks | undefined {
    if (mask === undefined && logits === undefined) return undefined;
    return {
      ...(mask !== undefined && { mask: this.#tensorOf(mask) }),
      ...(logits !== undefined && { logits: this.#tensorOf(logits) }),
      ...(by !== undefined && { by }),
    };
  }

  /**
   * Leaves the last part of a step to the replay, when the program has it now, it is given the same things, and nothing
   * that it looks at has changed; gives the step's loss then.
   */
  skipRest({ root, given }: Closing, exposed: readonly AnyTensor[]): AnyTensor | undefined {
    const { rest, instructions, outputs, leaves } = this.#program;
    if (rest === undefined || this.#differs || this.#at !== rest.start) return undefined;
    if (this.bound[rest.root] !== root || given.length !== rest.given.length) return undefined;
    if (given.some((each, i) => each !== rest.given[i])) return undefined;
    if (rest.watch.change() !== undefined || leaves.some((leaf) => leaf.grad !== undefined)) return undefined;
    if (rest.externals.some(({ tensor, requiresGrad }) => tensor.requiresGrad !== requiresGrad))
      return undefined;
    const reached = exposed.map((tensor) => this.bound.indexOf(tensor)).filter((slot) => slot >= 0);
    if (!reached.every((slot) => rest.left.has(slot))) return undefined;
    const loss = this.#tensorOf(rest.loss);
    for (const slot of new Set([...reached, ...outputs.map(([, output]) => output)])) {
      const tensor = this.bound[slot];
      const { gradient, released } = rest.left.get(slot)!;
      if (tensor?.node !== undefined && released) Object.assign(tensor.node, { released, inputs: [] });
      if (tensor === undefined || gradient === undefined) continue;
      tensor.grad = this.#tensorOf(gradient) as typeof tensor.grad;
    }
    for (const instruction of instructions.slice(this.#at)) {
      if (instruction.kind === "effect") this.effects.push(instruction.run);
    }
    this.#at = instructions.length;
    return loss;
  }

  /** Whether a program has this effect next, which is then left to the end. */
  effect({ name, tensors, run, writes }: EffectCommand): boolean {
    const says = (): readonly number[] | undefined => {
      const next = this.#program.instructions[this.#at];
      const agrees =
        next?.kind === "effect" &&
        next.name === name &&
        next.writes === writes &&
        this.#bind(next.slots, tensors);
      return agrees ? next.slots : undefined;
    };
    const slots = says() ?? this.#otherwise(says);
    if (slots === undefined) return false;
    const { instructions, slots: all } = this.#program;
    this.#take(instructions[this.#at++] as EffectInstruction, run);
    for (const slot of slots.slice(0, writes)) {
      const tensor = this.bound[slot]!;
      if (all[slot]!.kind !== "state" || !hasValues(tensor)) continue;
      // Nobody may read it before it is filled.
      this.#starts.set(slot, valuesOf(tensor));
      moveValues(tensor, undefined);
    }
    return true;
  }

  /** Leaves an effect to the end, unless it is a check that is done at once. */
  #take({ slots, isDoneAtOnce }: EffectInstruction, run: EffectCommand["run"]): void {
    this.effects.push(isDoneAtOnce ? () => {} : run);
    if (isDoneAtOnce) run(slots.map((slot) => valuesOf(this.#tensorOf(slot))));
  }

  /** Whether the run has done all that its program does, and a replay would leave nothing out. */
  isDone(results: Readonly<Record<string, AnyTensor>>, exposed: readonly AnyTensor[]): boolean {
    const done = (): true | undefined => {
      const { instructions, outputs, kept } = this.#program;
      const names = Object.keys(results);
      if (this.#at !== instructions.length || names.length !== outputs.length) return undefined;
      if (outputs.some(([name, slot], i) => names[i] !== name || this.bound[slot] !== results[name]))
        return undefined;
      const isKept = (tensor: AnyTensor): boolean =>
        hasValues(tensor) || kept.has(this.bound.indexOf(tensor));
      const all = exposed.every(
        (tensor) => isKept(tensor) && (tensor.grad === undefined || isKept(tensor.grad as AnyTensor)),
      );
      return all || undefined;
    };
    return done() ?? this.#otherwise(done) ?? false;
  }

  /** Computes what was followed so far, and writes it down as commands. */
  compute(commands: Command[]): void {
    const engine = currentEngine();
    for (const [slot, values] of this.#starts) moveValues(this.bound[slot]!, values);
    let effects = 0;
    for (const instruction of this.#program.instructions.slice(0, this.#at)) {
      if (instruction.kind === "effect") {
        const { name, writes, slots } = instruction;
        const tensors = slots.map((slot) => this.#tensorOf(slot));
        const run = this.effects[effects++]!;
        commands.push({ kind: "effect", name, writes, tensors, run });
        run(tensors.map(valuesOf));
      } else {
        const { operation, plan, attributes } = instruction;
        const inputs = instruction.inputs.map((slot) => this.#tensorOf(slot));
        const output = this.#tensorOf(instruction.output);
        const values = allocate(output.dtype, output.size);
        operation.run(engine, inputs.map(valuesOf), values, plan);
        moveValues(output, values);
        commands.push({ kind: "operation", operation, plan, attributes, inputs, output });
      }
    }
  }

  /** The tensor for a slot: a new one in a part that was left to the replay, which brought none. */
  #tensorOf(slot: number): AnyTensor {
    const { tensor, start, shape, dtype } = this.#program.slots[slot]!;
    const made = () =>
      start === undefined
        ? withoutValues(shape, dtype, this.#graphOf(slot))
        : fromValues(start.slice(), shape, dtype);
    const found = this.bound[slot] ?? tensor ?? made();
    this.bound[slot] = found;
    return found;
  }

  /** What a result remembers that was left to the replay. */
  #graphOf(slot: number): TensorFields {
    const { instructions, slots } = this.#program;
    const by = instructions.find((each) => each.kind === "operation" && each.output === slot);
    if (by?.kind !== "operation" || !by.requiresGrad) return {};
    const versions = by.inputs.map((each) => (slots[each]!.tensor ?? this.bound[each])?.version ?? 0);
    const inputs = () => by.inputs.map((each) => this.#tensorOf(each));
    return { requiresGrad: true, node: new LaterNode(by, versions, inputs) };
  }

  /** What another program says next that was the same so far; it is the one to follow then. */
  #otherwise<T>(says: () => T | undefined): T | undefined {
    const former = this.#program;
    for (const other of this.#programs) {
      if (other === former || !this.#sameBeginning(former, other)) continue;
      this.#program = other;
      const next = says();
      if (next !== undefined) return next;
    }
    this.#program = former;
    return undefined;
  }

  #bind(slots: readonly number[], tensors: readonly AnyTensor[]): boolean {
    if (slots.length !== tensors.length) return false;
    let fresh: number[] | undefined;
    for (let i = 0; i < slots.length; i++) {
      const slot = slots[i]!;
      const bound = this.bound[slot];
      if (bound === tensors[i]) continue;
      if (bound === undefined && this.#isFirst(slot, tensors[i]!)) {
        this.bound[slot] = tensors[i];
        fresh ??= [];
        fresh.push(slot);
        continue;
      }
      // Another program may have something else there.
      for (const each of fresh ?? []) this.bound[each] = undefined;
      return false;
    }
    return true;
  }

  /** Whether a tensor, the first one for a slot, is what the program has there. */
  #isFirst(slot: number, tensor: AnyTensor): boolean {
    const { kind, tensor: external, dtype, shape } = this.#program.slots[slot]!;
    if (kind === "external") return external === tensor && !this.#inputs.includes(tensor);
    return (
      (kind === "constant" || kind === "state") &&
      isBornAfter(tensor, this.#before) &&
      hasValues(tensor) &&
      dtype === tensor.dtype &&
      sameShape(shape, tensor.shape) &&
      !this.bound.includes(tensor)
    );
  }

  /** Whether two programs name the same slots and do the same up to here. */
  #sameBeginning(a: Program, b: Program): boolean {
    for (let i = 0; i < this.#at; i++) {
      const x = a.instructions[i]!;
      const y = b.instructions[i];
      if (x.kind === "operation") {
        if (y?.kind !== "operation" || x.operation !== y.operation || x.output !== y.output) return false;
        if (!same(x.inputs, y.inputs) || !same(x.attributes, y.attributes)) return false;
      } else if (y?.kind !== "effect" || x.name !== y.name || x.writes !== y.writes) return false;
      else if (!same(x.slots, y.slots)) return false;
      for (const slot of x.kind === "operation" ? x.inputs : x.slots) {
        const [s, t] = [a.slots[slot]!, b.slots[slot]!];
        if (s.kind !== t.kind || s.tensor !== t.tensor || s.dtype !== t.dtype) return false;
        if (!sameShape(s.shape, t.shape)) return false;
        // A part that was left out brought no constants of this run.
        if (s.kind === "constant" && this.bound[slot] === undefined && !sameValues(s.start!, t.start!))
          return false;
      }
    }
    return true;
  }
}
