import { currentEngine } from "../engine/current.js";
import { besideWeights } from "../engine/wasm/arena.js";
import { GradientError, OptionError } from "../errors.js";
import { checkBraces, checkOptions, quoted } from "../given.js";
import { currentRecording } from "../recorder/current.js";
import { effect } from "../recorder/effect.js";
import { isLibraryPart } from "../recorder/own-code.js";
import type { Tensor } from "../tensor/base.js";
import type { DType, FloatValues } from "../tensor/dtype.js";
import type { Shape } from "../tensor/shape.js";
import { type ClippingOptions, clippedGradients } from "./clipping.js";
import type { Schedule } from "./schedules.js";
import { checkState, type NamedWeight, type OptimizerState } from "./state.js";
import type { UpdatePart } from "./update-part.js";

/** Options that every optimizer has. */
export interface OptimizerOptions extends ClippingOptions {
  /** The step size, or a schedule: a function of the number of steps taken so far. Above 0. */
  readonly learningRate?: number | Schedule;
  /** Decoupled weight decay λ: w ← w - learningRate · λ · w before each step. Default 0 (adamW: 0.004). */
  readonly weightDecay?: number;
}

/** The names of {@link OptimizerOptions}. */
export const optimizerOptions = "learningRate: 0.01, weightDecay#, clipValue#, clipNorm#, globalClipNorm#";

/** Options of one call of {@link Optimizer.step}. */
export interface StepOptions {
  /** Keeps `parameter.grad` after the step, so that the next backward adds to it. Default false. */
  readonly keepGradients?: boolean;
}

/**
 * Rounds to the parameters' precision after every operation: `Math.fround` for float32, nothing for float64.
 * With it each update below is defined to the bit, and an engine that computes in float32 can equal it.
 */
export type Round = (x: number) => number;

const identity: Round = (x) => x;

/**
 * Changes parameters so that a loss falls, from the gradients that `backward()` left in them.
 *
 * A hand-written loop:
 * ```ts
 * const loss = losses.meanSquaredError(y, model.apply(x, { training: true }));
 * loss.backward();
 * optimizer.step(model.parameters());
 * ```
 */
export abstract class Optimizer {
  /** Keras's name in camelCase, as `compile({ optimizer: "adam" })` takes it. */
  abstract readonly name: string;
  /** The step size or its schedule; may be set at any time. */
  learningRate: number | Schedule;
  /** Steps taken so far. */
  iterations = 0;
  /** Share of the weights taken off in each step, times the learning rate. */
  readonly weightDecay: number;
  /** How gradients are limited before they are used. */
  readonly clipping: ClippingOptions;
  /** What takes part in its steps: accumulateGradients and averageWeights add themselves. */
  readonly updateParts: UpdatePart[] = [];
  /** What the optimizer remembers of each parameter, one array per slot. */
  #slots = new WeakMap<Tensor<Shape, DType>, FloatValues[]>();

  constructor(where: string, options: Required<Pick<OptimizerOptions, "learningRate">> & OptimizerOptions) {
    checkBraces(where, options, optimizerOptions);
    const { learningRate, weightDecay = 0, clipValue, clipNorm, globalClipNorm } = options;
    if (typeof learningRate !== "function") atLeast(where, "learningRate", learningRate, 0);
    atLeast(where, "weightDecay", weightDecay, 0);
    const clips = { clipValue, clipNorm, globalClipNorm };
    const given = Object.entries(clips).filter(([, value]) => value !== undefined);
    for (const [name, value] of given) {
      if (!((value as number) > 0)) {
        throw new OptionError(`${where}: expected ${name} above 0, got ${quoted(value)}; try ${name}: 1`);
      }
    }
    if (given.length > 1) {
      const names = given.map(([name]) => name).join(" and ");
      throw new OptionError(
        `${where}: expected one of clipValue, clipNorm and globalClipNorm, got ${names}; try globalClipNorm alone`,
      );
    }
    this.learningRate = learningRate;
    this.weightDecay = weightDecay;
    this.clipping = Object.fromEntries(given);
  }

  /** The learning rate of the next step. */
  currentLearningRate(): number {
    return typeof this.learningRate === "function" ? this.learningRate(this.iterations) : this.learningRate;
  }

  /**
   * Takes one step on every parameter that has a gradient, in place, and clears the gradients.
   *
   * Throws GradientError when there are none, or none of them has a gradient.
   */
  step(parameters: Iterable<Tensor<Shape, DType>>, options?: StepOptions): void {
    const { keepGradients = false } = checkOptions(`${this.name}.step`, options, "keepGradients?: true");
    const all = [...parameters];
    if (all.length === 0) {
      throw new GradientError(
        `${this.name}.step: expected parameters to train, got none; try trainable = true on a layer, or a forward pass first, which makes the weights`,
      );
    }
    const active = all.filter((p) => p.grad !== undefined);
    if (active.length === 0) {
      throw new GradientError(
        `${this.name}.step: expected parameters with gradients, got ${all.length} without; try loss.backward() before it`,
      );
    }
    const arrivals = active.map((p) => p.grad as Tensor<Shape, DType>);
    currentRecording()?.notePart(this);
    effect(this.name, active, (values) => this.#update(active, values as FloatValues[]), { reads: arrivals });
    if (!keepGradients) for (const parameter of active) parameter.grad = undefined;
  }

  /** One step, given the values of the parameters and then of their gradients. */
  #update(parameters: readonly Tensor<Shape, DType>[], values: readonly FloatValues[]): void {
    let arrived: readonly FloatValues[] | undefined = values.slice(parameters.length);
    for (const part of this.updateParts) {
      if (part.before !== undefined) arrived = part.before(parameters, arrived);
      if (arrived === undefined) return;
    }
    // An update of the user's may keep its gradients; those of a recorded step are overwritten by the next.
    const own = isLibraryPart(this, "update")
      ? arrived
      : arrived.map((gradient) => gradient.slice() as FloatValues);
    const gradients = clippedGradients(own, this.clipping);
    const learningRate = this.currentLearningRate();
    if (!(learningRate >= 0)) {
      throw new OptionError(
        `${this.name}.step: expected a learning rate of at least 0, got ${learningRate} in step ${this.iterations + 1}; try optimizer.learningRate = 0.01, or another schedule`,
      );
    }
    this.prepare(this.iterations + 1, learningRate);
    for (let i = 0; i < parameters.length; i++) {
      const parameter = parameters[i]!;
      const weights = values[i]!;
      const round = weights instanceof Float32Array ? Math.fround : identity;
      if (this.weightDecay > 0) decay(weights, round(round(learningRate) * round(this.weightDecay)), round);
      this.update(weights, gradients[i]!, this.#slotsOf(parameter, weights), round);
      parameter.version++;
    }
    this.iterations++;
    for (const part of this.updateParts) part.after?.(parameters, values);
  }

  /** Forgets the gradients of these parameters. */
  zeroGradients(parameters: Iterable<Tensor<Shape, DType>>): void {
    for (const parameter of parameters) parameter.grad = undefined;
  }

  /** Forgets momentum and the like, and the steps taken: a fresh start. */
  reset(): void {
    this.#slots = new WeakMap();
    this.iterations = 0;
  }

  /**
   * What the optimizer remembers of these weights: momentum and the like, and the steps taken. Copies.
   * {@link Optimizer.setState} goes on from there with the same bits.
   */
  getState(weights: readonly NamedWeight[]): OptimizerState {
    const slots = new Map<string, readonly FloatValues[]>();
    for (const { name, tensor } of weights) {
      const kept = this.#slots.get(tensor);
      if (kept !== undefined)
        slots.set(
          name,
          kept.map((values) => values.slice() as FloatValues),
        );
    }
    const { name, iterations, learningRate } = this;
    return { name, iterations, slots, ...(typeof learningRate === "number" && { learningRate }) };
  }

  /**
   * Goes on from a state that {@link Optimizer.getState} gave for weights of the same names and sizes. A learning
   * rate that is a number is taken from it too; a schedule stays and goes on at the step.
   *
   * Throws OptionError, and changes nothing, when the state is another optimizer's or does not fit the weights.
   */
  setState(weights: readonly NamedWeight[], state: OptimizerState): void {
    checkState(this.name, this.slotStarts().length, { weights, state });
    this.reset();
    for (const { name, tensor } of weights) {
      const stored = state.slots.get(name);
      if (stored !== undefined)
        this.#slots.set(
          tensor,
          stored.map((values) => values.slice() as FloatValues),
        );
    }
    if (state.learningRate !== undefined && typeof this.learningRate === "number") {
      this.learningRate = state.learningRate;
    }
    // Running products such as βᵗ are made again, factor by factor: the same bits.
    for (let t = 1; t <= state.iterations; t++) this.prepare(t, 0);
    this.iterations = state.iterations;
  }

  /** The library's class whose code this is; undefined for a class of the user's. */
  get libraryClass(): unknown {
    return undefined;
  }

  /** Computes what is the same for all parameters in step `t` (from 1). */
  protected abstract prepare(t: number, learningRate: number): void;

  /** Updates one parameter's weights and slots in place, rounding after every operation. */
  protected abstract update(
    weights: FloatValues,
    gradient: FloatValues,
    slots: readonly FloatValues[],
    round: Round,
  ): void;

  /** The start values of the slots, one number per slot. */
  protected abstract slotStarts(): readonly number[];

  #slotsOf(parameter: Tensor<Shape, DType>, weights: FloatValues): FloatValues[] {
    let slots = this.#slots.get(parameter);
    if (slots === undefined) {
      const Values = parameter.dtype === "float64" ? Float64Array : Float32Array;
      slots = this.slotStarts().map((start) => new Values(parameter.size).fill(start));
      this.#slots.set(parameter, slots);
    }
    for (let i = 0; i < slots.length; i++) slots[i] = besideWeights(weights, slots[i]!);
    return slots;
  }
}

/** w ← w - rate · w */
function decay(weights: FloatValues, rate: number, round: Round): void {
  if (currentEngine().updates?.sgd([weights, weights], [rate])) return;
  for (let i = 0; i < weights.length; i++) weights[i] = weights[i]! - round(weights[i]! * rate);
}

/** Checks that an option is a number of at least `least`. Throws OptionError. */
export function atLeast(where: string, name: string, value: number, least: number): void {
  if (typeof value !== "number" || !(value >= least)) {
    throw new OptionError(
      `${where}: expected ${name} of at least ${least}, got ${quoted(value)}; try ${name}: 0.01`,
    );
  }
}

/** Checks that a decay factor lies in [0, 1). Throws OptionError. */
export function fraction(where: string, name: string, value: number): void {
  if (!(value >= 0 && value < 1)) {
    throw new OptionError(`${where}: expected ${name} in [0, 1), got ${quoted(value)}; try ${name}: 0.9`);
  }
}
