import { OptionError } from "../errors.js";
import { checkOptions } from "../given.js";
import { generator } from "../random/index.js";
import { currentRecording, noteStructureChange } from "../recorder/current.js";
import { isLibraryPart, ownCode } from "../recorder/own-code.js";
import { type AnyTensor, asTensor, isTensor } from "../tensor/base.js";
import type { DType, Floating } from "../tensor/dtype.js";
import type { Operand } from "../tensor/operand.js";
import { formatShape, type Shape } from "../tensor/shape.js";
import type { Demand } from "../tensor/shape-types.js";
import type { Tensor } from "../tensor/tensor.js";
import { type ForwardContext, inMode, isTraining } from "./mode.js";
import type { OutputShape, Refusal, ShapeMap } from "./shape-map.js";

/** Options of {@link Module.apply}. */
export interface ApplyOptions {
  /**
   * True while training: dropout drops, batch normalization uses the batch's statistics.
   * Default: as in the module that calls this one; false at the outside.
   */
  readonly training?: boolean;
}

/** One of a module's arrays. */
export interface Weight {
  /** The way to it: `dense.kernel`. */
  readonly name: string;
  /** The values. */
  readonly tensor: Tensor<Shape, DType>;
  /** Whether an optimizer may change it: false for frozen layers and for running statistics. */
  readonly trainable: boolean;
}

/** How many numbers a module learns. */
export interface ParameterCount {
  /** All of them. */
  readonly total: number;
  /** Those that training changes. */
  readonly trainable: number;
  /** Those that it does not: frozen ones, and running statistics. */
  readonly frozen: number;
}

/** What an input is, without its values. */
export interface Received {
  /** The size of each axis. */
  readonly shape: Shape;
  /** The values' type. */
  readonly dtype: DType;
}

/** Where a sequence of random numbers stands. */
export interface RandomState {
  /** What the numbers follow from. */
  readonly seed: number;
  /** How many words have been drawn. */
  readonly position: number;
}

/** What a forward hook is told. */
export interface ForwardRecord {
  /** The module that ran. */
  readonly module: Module;
  /** What it received. */
  readonly input: Tensor<Shape, DType>;
  /** What it returned. */
  readonly output: Tensor<Shape, DType>;
}

/** Called after each forward pass of a module it was given to. */
export type ForwardHook = (record: ForwardRecord) => void;

/**
 * A part of a network: something with weights that turns a tensor into another.
 *
 * An own module extends this class, holds layers (and tensors with `requiresGrad`) in its properties, also in
 * arrays, and says in `forward` what it computes; weights, freezing, hooks and training mode come from here.
 *
 * ```ts
 * class Residual extends nn.Module {
 *   readonly inner = nn.dense(64, { activation: "relu" });
 *   forward(x: Tensor) {
 *     return this.inner.apply(x).add(x);
 *   }
 * }
 * ```
 */
export abstract class Module<M extends ShapeMap = ShapeMap> {
  /** Only for the type system: how shapes go through. */
  declare readonly shapeMap: M;
  /** A name for summaries and weights; a model numbers those of the same kind. */
  name: string | undefined;
  #trainable = true;
  #seed: number | undefined;
  #hooks: Set<ForwardHook> | undefined;
  #outputShape: Shape | undefined;
  #received: Received | undefined;

  /** Computes the output. Call {@link Module.apply} instead, which also runs hooks and sets the mode. */
  abstract forward(x: Tensor<Shape, DType>, context: ForwardContext): Tensor<Shape, DType>;

  /** The library's class whose code this is; undefined for a class of the user's. */
  get libraryClass(): unknown {
    return undefined;
  }

  /** What this is, for messages and summaries: `Dense(512)`. */
  get label(): string {
    return this.constructor.name;
  }

  /** Runs the module on an input. */
  apply<S extends Shape, D extends DType>(
    x: Operand<S, D> & Demand<Refusal<M, S>>,
    options?: ApplyOptions,
  ): Tensor<OutputShape<M, S>, Floating<D>> {
    if (!isTensor(x)) {
      throw new OptionError(
        `${this.label}: expected a tensor, got ${Array.isArray(x) ? "an array" : typeof x}; try tensor(…) around it`,
      );
    }
    const { training = isTraining() } = checkOptions("apply", options, "training?: true");
    const input = asTensor(x);
    const { shape, dtype } = input;
    this.#received = { shape, dtype };
    const run = (): AnyTensor => inMode(training, (context) => this.forward(input, context)) as AnyTensor;
    const recording = currentRecording();
    recording?.notePart(this);
    const output =
      recording === undefined
        ? run()
        : isLibraryPart(this, "forward", "compute")
          ? recording.library({ code: this, inputs: [input], attributes: training }, run)
          : recording.own([input], run);
    this.#outputShape = output.shape;
    if (this.#hooks !== undefined) this.#callHooks({ module: this, input, output });
    return output as unknown as Tensor<OutputShape<M, S>, Floating<D>>;
  }

  #callHooks(record: ForwardRecord): void {
    currentRecording()?.noteHook(this.label);
    ownCode([record.input, record.output], () => {
      for (const hook of this.#hooks!) hook(record);
    });
  }

  /** Calls a function after each forward pass; returns a function that ends this. */
  onForward(hook: ForwardHook): () => void {
    this.#hooks ??= new Set();
    const hooks = this.#hooks;
    hooks.add(hook);
    noteStructureChange(`${this.label}.onForward`);
    return () => {
      hooks.delete(hook);
      if (hooks.size === 0 && this.#hooks === hooks) this.#hooks = undefined;
      noteStructureChange(`${this.label}.onForward`);
    };
  }

  /** The shape of the last output; undefined before the first. */
  get outputShape(): Shape | undefined {
    return this.#outputShape;
  }

  /** The shape and dtype of the last input; undefined before the first. */
  get received(): Received | undefined {
    return this.#received;
  }

  /** False freezes this module and those in it: an optimizer leaves their weights alone. */
  get trainable(): boolean {
    return this.#trainable;
  }
  /** Freezes or frees the weights of this module and of all inside it. */
  set trainable(value: boolean) {
    if (value !== this.#trainable) noteStructureChange(`${this.label}.trainable`);
    this.#trainable = value;
    for (const [, child] of this.children()) child.trainable = value;
  }

  /** The modules directly in this one, with the names that lead to them. */
  children(): readonly (readonly [name: string, module: Module])[] {
    const found: [string, Module][] = [];
    for (const [key, value] of Object.entries(this)) {
      if (value instanceof Module) found.push([key, value]);
      else if (Array.isArray(value)) {
        for (let i = 0; i < value.length; i++) {
          if (value[i] instanceof Module) found.push([`${key}.${i}`, value[i] as Module]);
        }
      }
    }
    return found;
  }

  /** This module and all modules in it, outermost first. */
  modules(): readonly Module[] {
    return [this, ...this.children().flatMap(([, child]) => child.modules())];
  }

  /** All weights, in the order of the properties that hold them; each tensor once. */
  weights(): readonly Weight[] {
    const byTensor = new Map<unknown, Weight>();
    for (const weight of this.collectWeights("")) {
      if (!byTensor.has(weight.tensor)) byTensor.set(weight.tensor, weight);
    }
    return [...byTensor.values()];
  }

  /** The tensors an optimizer changes: everything trainable that is not frozen. */
  parameters(): readonly Tensor<Shape, DType>[] {
    return this.weights()
      .filter((weight) => weight.trainable)
      .map((weight) => weight.tensor);
  }

  /** How many numbers there are in the weights, and how many of them are trained. */
  countParameters(): ParameterCount {
    let total = 0;
    let trainable = 0;
    for (const weight of this.weights()) {
      total += weight.tensor.size;
      if (weight.trainable) trainable += weight.tensor.size;
    }
    return { total, trainable, frozen: total - trainable };
  }

  /** Copies of all weights by name, to be put back with {@link Module.setWeights}. */
  getWeights(): Map<string, Float32Array | Float64Array> {
    return new Map(
      this.weights().map(({ name, tensor }) => [name, tensor.data.slice() as Float32Array | Float64Array]),
    );
  }

  /**
   * Puts weights back that {@link Module.getWeights} gave, or those of a module built alike.
   *
   * Throws OptionError when a name is missing, unknown or has another number of values.
   */
  setWeights(values: ReadonlyMap<string, ArrayLike<number>>): void {
    const weights = this.weights();
    const known = new Set(weights.map((weight) => weight.name));
    for (const name of values.keys()) {
      if (!known.has(name)) {
        throw new OptionError(
          `${this.label}.setWeights: expected weights named ${[...known].join(", ") || "(none: not built yet)"}, got ${name}; try a model of the same layers, run once on an input`,
        );
      }
    }
    for (const { name, tensor } of weights) {
      const value = values.get(name);
      if (value === undefined || value.length !== tensor.size) {
        throw new OptionError(
          `${this.label}.setWeights: expected ${name} with ${tensor.size} values (shape ${formatShape(tensor.shape)}), got ${value === undefined ? "none" : value.length}; try the weights of a model of the same layers`,
        );
      }
    }
    for (const { name, tensor } of weights) {
      tensor.data.set(values.get(name)!);
      tensor.version++;
    }
  }

  /** The seed that {@link Module.setSeed} was given; `fit` orders the data by it when it has none of its own. */
  get seed(): number | undefined {
    return this.#seed;
  }

  /** Gives every layer in this module, in order, a seed of its own drawn from this one, for weights not yet made. */
  setSeed(seed: number): void {
    this.#seed = seed;
    const source = generator(seed);
    this.modules().forEach((module, i) => {
      module.seedSelf(source.fork(i).seed);
    });
  }

  /** Where this module's own random numbers stand, such as a dropout's masks; undefined when it draws none. */
  randomState(): RandomState | undefined {
    return undefined;
  }

  /** Lets the random numbers go on from where {@link Module.randomState} said they stood. */
  setRandomState(_state: RandomState): void {
    // A module that draws no random numbers has nothing to set.
  }

  /** The penalties that regularizers put on the weights of this module itself. */
  penalties(): readonly Tensor<[], DType>[] {
    return [];
  }

  /** Takes the seed that {@link Module.setSeed} has for this module. */
  protected seedSelf(_seed: number): void {
    // A module without weights or masks of its own needs none.
  }

  /** This module's own tensors: properties that carry a gradient, also in arrays. */
  protected ownWeights(): readonly Weight[] {
    const own: Weight[] = [];
    for (const [key, value] of Object.entries(this)) {
      const items: readonly (readonly [string, unknown])[] = Array.isArray(value)
        ? value.map((item, i) => [`${key}.${i}`, item] as const)
        : [[key, value]];
      for (const [name, item] of items) {
        if (isTensor(item) && item.requiresGrad) own.push({ name, tensor: item, trainable: this.trainable });
      }
    }
    return own;
  }

  /** The weights of this module and those in it, named from `prefix` on. */
  protected collectWeights(prefix: string): Weight[] {
    return [
      ...this.ownWeights().map((weight) => ({ ...weight, name: prefix + weight.name })),
      ...this.children().flatMap(([name, child]) => child.collectWeights(`${prefix}${name}.`)),
    ];
  }
}
