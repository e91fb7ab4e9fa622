import { currentEngine } from "../engine/current.js";
import type { Engine } from "../engine/engine.js";
import { boundLoop } from "../engine/tiny/bind.js";
import { Arena, arenaOf, movedTo, setActiveArena } from "../engine/wasm/arena.js";
import type { Chain } from "../engine/wasm/chains/chain.js";
import { compileChains } from "../engine/wasm/chains/compile.js";
import { bindChain } from "../engine/wasm/chains/run.js";
import type { KernelSet } from "../engine/wasm/kernels.js";
import { type JoinableCommand, nativeParts } from "../engine/wasm/native-parts.js";
import { shareCall } from "../engine/wasm/share.js";
import { Trial } from "../engine/wasm/threads/trial.js";
import { onInterrupt } from "../interrupt.js";
import { type AnyTensor, deferredOf, fromValues, hasValues, moveValues, valuesOf } from "../tensor/base.js";
import { allocate, type Values } from "../tensor/dtype.js";
import type { ChainInstruction } from "./chains.js";
import { unrecorded } from "./current.js";
import type { Guide } from "./guide.js";
import { type MemoryPlan, type PlannedInstruction, planMemory } from "./memory-plan.js";
import { type Instruction, type Program, TINY } from "./program.js";

onInterrupt(() => setActiveArena(undefined));

const regions = new FinalizationRegistry<{
  readonly arena: Arena;
  readonly at: number;
  readonly bytes: number;
}>(({ arena, at, bytes }) => arena.release(at, bytes));

/** A tensor from before the step, as the recording found it. */
interface External {
  readonly tensor: AnyTensor;
  readonly values: Values;
  readonly requiresGrad: boolean;
}

/** A program with its memory, ready to run any number of times. */
export class Replay {
  readonly #program: Program;
  readonly #arena: Arena | undefined;
  readonly #trial = new Trial();
  readonly #commands: readonly BoundCommand[];
  /** How all commands are run with those joined that can be, for a set of native kernels and a number of threads. */
  readonly #joined: { readonly set: object; readonly threads: number; readonly run: () => void }[] = [];
  readonly #values: readonly Values[];
  readonly #inputs: readonly Values[];
  readonly #externals: readonly External[];
  /** Numbers that code of the user's may bring anew. */
  readonly #constants: readonly { readonly slot: number; readonly values: Values; readonly start: Values }[];
  readonly #effects: readonly BoundCommand[];
  /** The commands of a step that has no arena. */
  readonly #runs: readonly (() => void)[];

  constructor(program: Program) {
    this.#program = program;
    const inWasm = program.size >= TINY && currentEngine().name === "wasm";
    let plan = planMemory(program, { chains: inWasm });
    this.#arena = program.size < TINY ? undefined : arenaFor(program, plan);
    if (this.#arena === undefined) plan = planMemory(program, { chains: false });
    this.#values =
      this.#arena === undefined ? onHeap(program, plan) : inArena(program, plan, this.#arena, this);
    const { slots } = program;
    this.#inputs = this.#values.filter((_, number) => slots[number]!.kind === "input");
    this.#externals = slots.flatMap(({ tensor }, number) =>
      tensor === undefined
        ? []
        : [{ tensor, values: this.#values[number]!, requiresGrad: tensor.requiresGrad }],
    );
    this.#constants = slots.flatMap(({ kind, start }, slot) => {
      const values = this.#values[slot]!;
      // One of no length belongs to a command that was left out.
      return kind === "constant" && values.length > 0 ? [{ slot, values, start: start! }] : [];
    });
    this.#commands = bindAll(plan.instructions, this.#values, this.#arena);
    this.#effects = this.#commands.filter((_, i) => plan.instructions[i]!.kind === "effect");
    this.#runs = this.#arena === undefined ? this.#commands.map(boundRun) : [];
  }

  /**
   * Whether what the recording took for granted still holds: where weights live, whether gradients go to them, and that
   * no gradient waits.
   */
  get fits(): boolean {
    for (const { tensor, values, requiresGrad } of this.#externals)
      if (valuesOf(tensor) !== values || tensor.requiresGrad !== requiresGrad) return false;
    for (const leaf of this.#program.leaves) if (leaf.grad !== undefined) return false;
    return true;
  }

  run(inputs: readonly AnyTensor[]): Record<string, AnyTensor> {
    this.#run(inputs);
    const results: Record<string, AnyTensor> = {};
    for (const [name, slot] of this.#program.outputs) {
      const { shape, dtype, tensor } = this.#program.slots[slot]!;
      results[name] = tensor ?? fromValues(this.#values[slot]!.slice(), shape, dtype);
    }
    return results;
  }

  /** Computes what a run that followed the program wrote down, with its constants and effects, for its tensors. */
  runFollowed({ bound, effects }: Guide, inputs: readonly AnyTensor[]): void {
    for (const { slot, values, start } of this.#constants) {
      const tensor = bound[slot];
      // One without a tensor belongs to a part that was left to the replay; a run that followed it may have had others.
      values.set(tensor === undefined ? start : valuesOf(tensor));
    }
    effects.forEach((run, i) => {
      this.#effects[i]!.run = run;
    });
    this.#run(inputs);
    for (const slot of this.#program.kept) {
      const tensor = bound[slot];
      if (tensor !== undefined && !hasValues(tensor)) moveValues(tensor, this.#values[slot]!.slice());
    }
  }

  #run(inputs: readonly AnyTensor[]): void {
    for (let i = 0; i < inputs.length; i++) copyValues(inputs[i]!, this.#inputs[i]!);
    const former = setActiveArena(this.#arena);
    try {
      if (this.#arena === undefined) this.#runCommands();
      else this.#trial.run(this.#arena, () => this.#runCommands());
    } finally {
      setActiveArena(former);
    }
  }

  #runCommands(): void {
    unrecorded(() => {
      const arena = this.#arena;
      const set = arena?.nativeSet;
      if (arena === undefined) {
        for (const run of this.#runs) run();
        return;
      }
      if (set === undefined) {
        const engine = currentEngine();
        for (const command of this.#commands) runCommand(engine, command);
        return;
      }
      const { threads } = arena;
      const known = this.#joined.find((each) => each.set === set && each.threads === threads);
      if (known !== undefined) known.run();
      else this.#joined.push({ set, threads, run: nativeParts()!.joined(arena, set, this.#joinable()) });
    });
  }

  #joinable(): readonly JoinableCommand[] {
    return this.#commands.map((command) => {
      const name = command.isChain ? "chain" : command.operation?.name;
      return { name, run: () => runCommand(currentEngine(), command) };
    });
  }
}

function copyValues(from: AnyTensor, to: Values): void {
  const write = deferredOf(from);
  if (write === undefined) to.set(valuesOf(from));
  else write(to);
}

function runCommand(engine: Engine, { operation, run, inputs, output, plan }: BoundCommand): void {
  if (operation !== undefined) operation.run(engine, inputs, output!, plan);
  else run!(inputs);
}

/** What runs a command of a step without an arena: a loop where it has a few values, unless the reference engine judges. */
function boundRun(command: BoundCommand): () => void {
  const { operation, inputs, output, plan } = command;
  const loop =
    operation === undefined || currentEngine().name === "reference"
      ? undefined
      : boundLoop(operation.name, (noting) => operation.run(noting, inputs, output!, plan));
  return loop ?? (() => runCommand(currentEngine(), command));
}

/** An instruction with its arrays. Exactly one of operation and run is there. */
interface BoundCommand {
  readonly operation: Extract<Instruction, { kind: "operation" }>["operation"] | undefined;
  run: ((values: readonly Values[]) => void) | undefined;
  readonly inputs: readonly Values[];
  readonly output: Values | undefined;
  readonly plan: unknown;
  readonly isChain?: boolean;
}

function bindAll(
  instructions: readonly PlannedInstruction[],
  values: readonly Values[],
  arena: Arena | undefined,
): readonly BoundCommand[] {
  const chains = instructions.filter((each): each is ChainInstruction => each.kind === "chain");
  const native = arena?.nativeSet;
  const set =
    chains.length > 0 && native === undefined
      ? arena?.compile(compileChains(chains.map(({ chain }) => chain)))
      : undefined;
  return instructions.map((instruction) => {
    if (instruction.kind !== "chain") return bind(instruction, values);
    const inputs = instruction.slots.map((slot) => values[slot]!);
    const { chain } = instruction;
    const run =
      native === undefined
        ? bindChain(arena!, { set: set!, kernel: chains.indexOf(instruction) }, chain, inputs)
        : bindNatively(arena!, native, chain, inputs);
    return { operation: undefined, run, inputs, output: undefined, plan: undefined, isChain: true };
  });
}

function bindNatively(
  arena: Arena,
  set: KernelSet<object>,
  chain: Chain,
  arrays: readonly Values[],
): () => void {
  const call = nativeParts()!.callOfChain(arena, chain, arrays);
  const kernel = { set, kernel: set.numbers.get("chain")! };
  return () => shareCall(arena, kernel, call.numbers, call);
}

function bind(instruction: Instruction, values: readonly Values[]): BoundCommand {
  if (instruction.kind === "effect") {
    const inputs = instruction.slots.map((slot) => values[slot]!);
    return { operation: undefined, run: instruction.run, inputs, output: undefined, plan: undefined };
  }
  const { operation, plan, output } = instruction;
  const inputs = instruction.inputs.map((slot) => values[slot]!);
  return { operation, run: undefined, inputs, output: values[output]!, plan };
}

/** The arena that the program's weights already live in, or a new one that has room for everything. */
function arenaFor({ slots }: Program, plan: MemoryPlan): Arena | undefined {
  let bytes = plan.bytes;
  for (const { tensor, size } of slots) {
    if (tensor === undefined) continue;
    const arena = arenaOf(valuesOf(tensor));
    if (arena !== undefined) return arena;
    // An optimizer keeps up to three arrays beside each weight.
    bytes += (size * 4 + 4416) * 4;
  }
  return Arena.create(bytes + 1024 * 1024);
}

function inArena(program: Program, plan: MemoryPlan, arena: Arena, owner: object): Values[] {
  const { slots } = program;
  const region = { arena, at: arena.reserve(plan.bytes), bytes: plan.bytes };
  regions.register(owner, region);
  const values: Values[] = [];
  slots.forEach(({ kind, dtype, size, tensor, start }, number) => {
    if (kind === "external") {
      const own = valuesOf(tensor!);
      if (arenaOf(own) === undefined) moveValues(tensor!, movedTo(arena, own, dtype));
      values.push(valuesOf(tensor!));
      return;
    }
    const offset = plan.offsets[plan.homes[number]!];
    // A slot without a place belongs to a command that was left out.
    const view = offset === undefined ? allocate(dtype, 0) : arena.view(dtype, region.at + offset, size);
    if (start !== undefined && offset !== undefined) view.set(start);
    values.push(view);
  });
  return values;
}

function onHeap({ slots }: Program, { homes }: MemoryPlan): Values[] {
  const values: Values[] = [];
  slots.forEach(({ kind, dtype, size, tensor, start }, number) => {
    if (kind === "external") values.push(valuesOf(tensor!));
    else if (homes[number] !== number) values.push(values[homes[number]!]!);
    else values.push(start?.slice() ?? allocate(dtype, size));
  });
  return values;
}
