import { OptionError } from "../../errors.js";
import type { EffectCommand, OperationCommand } from "../../recorder/current.js";
import { type AnyTensor, valuesOf } from "../../tensor/base.js";
import type { DType } from "../../tensor/dtype.js";
import { maskOf } from "../../tensor/masks.js";
import { formatShape, type Shape } from "../../tensor/shape.js";
import type { Module } from "../module.js";
import type { RecurrentOptions } from "../recurrent/recurrent.js";
import { type Graph, type GraphWeight, inputName } from "./graph.js";
import { lowerings } from "./lowerings.js";
import { type Application, type Trace, trace } from "./trace.js";
import type { Use } from "./use.js";
import { GraphWriter } from "./writer.js";

/** How a model is written down. */
export interface GraphOptions {
  /** What asked for it, for messages. */
  readonly where: string;
  /** The shape and dtype of an input; the number of examples, the first size, is left open. */
  readonly shape: Shape;
  readonly dtype: DType;
  /** Parts that are one node each. */
  readonly parts: ReadonlyMap<Module, string>;
  /** The weights that are not theirs, by name. */
  readonly weights: ReadonlyMap<AnyTensor, string>;
  /** Writes the use of a part; gives the name of its output. Default: a node `Layer`. */
  readonly writePart?: (writer: GraphWriter, part: Module, input: string, isMasked: boolean) => string;
  /** What to try instead, for messages. */
  readonly advice: string;
}

/**
 * What a model computes, as a graph: it runs on two examples and on three, and what differs between the two follows from
 * their number.
 *
 * Throws OptionError for a model that does something else for other inputs, that draws random numbers, or that uses an
 * operation which has no form in the graph.
 */
export function graphOf(module: Module, options: GraphOptions): Graph {
  const { where, shape, dtype, parts, advice } = options;
  // Running it would change its state.
  const stateful = module
    .modules()
    .find((each) => (each as { options?: RecurrentOptions }).options?.stateful);
  if (stateful !== undefined) {
    throw new OptionError(
      `${where}: expected layers that begin each batch anew, got ${stateful.label}, which keeps its state; try the same layer without stateful`,
    );
  }
  const run = (examples: number): Trace =>
    trace(module, { where, shape: [examples, ...shape.slice(1)], dtype, parts: [...parts.keys()], advice });
  return new Lowering(module.label, run(2), run(3), options).graph();
}

/** A trace with what made each tensor. */
class Run {
  readonly makers = new Map<AnyTensor, OperationCommand | EffectCommand>();
  readonly uses = new Map<AnyTensor, Application>();

  /** What was computed from the input, and how many commands came before each of these. */
  readonly places = new Map<AnyTensor, number>();

  constructor(readonly trace: Trace) {
    trace.commands.forEach((command, place) => {
      const isOperation = command.kind === "operation";
      const given = isOperation ? command.inputs : command.tensors;
      const fromInput = given.some((each) => each === trace.input || this.places.has(each));
      for (const made of isOperation ? [command.output] : command.tensors.slice(0, command.writes)) {
        this.makers.set(made, command);
        if (fromInput) this.places.set(made, place);
      }
    });
    for (const use of trace.applications) this.uses.set(use.output, use);
  }

  /** What a tensor was made from. */
  sources(tensor: AnyTensor): readonly AnyTensor[] {
    const use = this.uses.get(tensor);
    if (use !== undefined) return [use.input];
    const maker = this.makers.get(tensor);
    return maker === undefined ? [] : maker.kind === "operation" ? maker.inputs : maker.tensors;
  }
}

class Lowering {
  readonly #label: string;
  readonly #two: Run;
  readonly #three: Run;
  readonly #options: GraphOptions;
  readonly #writer = new GraphWriter();
  /** Names of values, by the tensor of the run for two examples. */
  readonly #names = new Map<AnyTensor, string>();

  constructor(label: string, two: Trace, three: Trace, options: GraphOptions) {
    this.#label = label;
    this.#two = new Run(two);
    this.#three = new Run(three);
    this.#options = options;
  }

  graph(): Graph {
    const [two, three] = [this.#two.trace, this.#three.trace];
    this.#names.set(two.input, inputName);
    const needed = this.#needed();
    // Each with the one of the other run at the same place; what is not needed need not be alike.
    const others = new Map(this.#paired(needed));
    for (const tensor of needed) this.#name(tensor, others.get(tensor)!);
    const output = this.#names.get(two.output)!;
    const { nodes, constants } = this.#writer.neededFor(output);
    const used = new Set([output, ...nodes.flatMap((node) => node.inputs)]);
    const weights = new Map<string, GraphWeight>();
    for (const [tensor, name] of this.#options.weights) {
      const { shape, dtype, requiresGrad } = tensor;
      if (used.has(name)) weights.set(name, { shape, dtype, trainable: requiresGrad });
    }
    const open = (a: AnyTensor, b: AnyTensor) => ({
      shape: a.shape.map((size, axis) => (size === b.shape[axis] ? size : null)),
      dtype: a.dtype,
    });
    return {
      input: { name: inputName, ...open(two.input, three.input) },
      output: { name: output, ...open(two.output, three.output) },
      weights,
      constants,
      nodes,
    };
  }

  /** The tensors that the output was made from, each after those that it was made from. */
  #needed(): readonly AnyTensor[] {
    const run = this.#two;
    const done = new Set<AnyTensor>();
    const left: AnyTensor[] = [run.trace.output];
    while (left.length > 0) {
      const tensor = left.at(-1)!;
      const before = run.sources(tensor).filter((source) => source !== tensor && !done.has(source));
      if (done.has(tensor) || before.length === 0) {
        done.add(tensor);
        left.pop();
      } else left.push(...before);
    }
    return [...done];
  }

  /** Pairs of tensors of the two runs, from the outputs back. */
  *#paired(needed: readonly AnyTensor[]): Iterable<readonly [AnyTensor, AnyTensor]> {
    const others = new Map([[this.#two.trace.output, this.#three.trace.output]]);
    for (const tensor of [...needed].reverse()) {
      const other = others.get(tensor);
      if (other === undefined) this.#fail("does something else for two examples than for three");
      yield [tensor, other];
      const [mine, theirs] = [this.#two.sources(tensor), this.#three.sources(other)];
      if (mine.length !== theirs.length) this.#fail("does something else for two examples than for three");
      mine.forEach((source, i) => {
        if (!others.has(source)) others.set(source, theirs[i]!);
      });
    }
  }

  #fail(what: string): never {
    const { where, advice } = this.#options;
    throw new OptionError(
      `${where}: expected ${this.#label} to have a form in a graph, but it ${what}; ${advice}`,
    );
  }

  /** Gives a tensor its name, once those it was made from have theirs. */
  #name(tensor: AnyTensor, other: AnyTensor): void {
    if (this.#names.has(tensor)) return;
    this.#names.set(tensor, this.#options.weights.get(tensor) ?? this.#made(tensor, other));
  }

  #made(tensor: AnyTensor, other: AnyTensor): string {
    const use = this.#two.uses.get(tensor);
    if (use !== undefined) return this.#part(use);
    const [maker, otherMaker] = [this.#two.makers.get(tensor), this.#three.makers.get(other)];
    if (maker === undefined) return this.#constant(tensor, other);
    if (maker.kind === "effect") return this.#effect(maker);
    if (otherMaker?.kind !== "operation" || otherMaker.operation !== maker.operation) {
      this.#fail("does something else for two examples than for three");
    }
    const { name } = maker.operation;
    const lower = Object.hasOwn(lowerings, name) ? lowerings[name] : undefined;
    if (lower === undefined) this.#fail(`uses ${name}`);
    return lower(this.#use(maker, otherMaker));
  }

  #use(two: OperationCommand, three: OperationCommand): Use {
    const namesOf = (tensors: readonly AnyTensor[]) => tensors.map((input) => this.#names.get(input)!);
    return {
      writer: this.#writer,
      inputs: namesOf(two.inputs),
      two,
      three,
      madeBy: (input) => {
        const command = this.#two.makers.get(two.inputs[input]!);
        return command?.kind === "operation" ? { command, inputs: namesOf(command.inputs) } : undefined;
      },
      same: (what, of) => {
        const value = of(two);
        if (JSON.stringify(value) === JSON.stringify(of(three))) return value;
        return this.#fail(`uses ${two.operation.name} with ${what} that depends on the number of examples`);
      },
      refuse: (what) => this.#fail(what),
    };
  }

  #part(use: Application): string {
    this.#checkAlone(use);
    const { part, input } = use;
    const { parts, writePart } = this.#options;
    const name = this.#names.get(input)!;
    if (writePart !== undefined) return writePart(this.#writer, part, name, maskOf(input) !== undefined);
    return this.#writer.node("Layer", [name], { part: parts.get(part)! });
  }

  /** A part is given its input, and the mask that this carries; nothing else that was computed before. */
  #checkAlone({ part, input, output, start }: Application): void {
    const { makers, places } = this.#two;
    const seen = new Set<AnyTensor>([input, maskOf(input) ?? input]);
    const left = [output];
    for (let next = left.pop(); next !== undefined; next = left.pop()) {
      if (seen.has(next)) continue;
      seen.add(next);
      if ((places.get(next) ?? start) < start) this.#fail(`gives ${part.label} more than one input`);
      const maker = makers.get(next);
      if (maker !== undefined) left.push(...(maker.kind === "operation" ? maker.inputs : maker.tensors));
    }
  }

  /** What code of the library's writes into a tensor of its own. */
  #effect({ name, tensors, writes }: EffectCommand): string {
    const [made, given] = tensors;
    const writer = this.#writer;
    const input = given === undefined ? "" : this.#names.get(given)!;
    if (writes === 1 && name === "embedding ids") return writer.node("Cast", [input], { to: "int32" });
    if (writes !== 1 || name !== "oneHot") this.#fail(`changes ${name} in place`);
    // The one combination of types that every engine has.
    const classes = writer.number(made!.shape.at(-1)!, "int32");
    const rows = writer.node("OneHot", [input, classes, writer.constant([0, 1], [2], "float32")]);
    const { dtype } = made!;
    return dtype === "float32" ? rows : writer.node("Cast", [rows], { to: dtype });
  }

  #constant(tensor: AnyTensor, other: AnyTensor): string {
    const [values, others] = [valuesOf(tensor), valuesOf(other)];
    const sameShape = tensor.shape.every((size, axis) => size === other.shape[axis]);
    const { dtype, shape } = tensor;
    if (tensor.requiresGrad)
      this.#fail(`uses a weight of shape ${formatShape(shape)} that is in none of its parts`);
    if (sameShape && values.every((value, i) => Object.is(value, others[i]))) {
      return this.#writer.constant(values.slice(), shape, dtype);
    }
    const first = values[0] ?? 0;
    const isUniform = [values, others].every((all) => all.every((value) => Object.is(value, first)));
    if (sameShape || !isUniform) {
      this.#fail(
        `makes a ${dtype} tensor whose values differ from run to run, by random numbers or by the number of examples`,
      );
    }
    return this.#writer.node("Expand", [
      this.#writer.number(first, dtype),
      this.#writer.sizes(shape, other.shape),
    ]);
  }
}
