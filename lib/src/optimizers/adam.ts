import { currentEngine } from "../engine/current.js";
import { checkOptions } from "../given.js";
import type { FloatValues } from "../tensor/dtype.js";
import {
  atLeast,
  fraction,
  Optimizer,
  type OptimizerOptions,
  optimizerOptions,
  type Round,
} from "./optimizer.js";

/** Options of {@link adam} and adamW. */
export interface AdamOptions extends OptimizerOptions {
  /** How slowly the mean of gradients forgets, in [0, 1). Default 0.9. */
  readonly beta1?: number;
  /** How slowly the mean of squared gradients forgets, in [0, 1). Default 0.999. */
  readonly beta2?: number;
  /** Added to the root. Default 1e-7. */
  readonly epsilon?: number;
  /** Divides by the greatest second moment so far (Reddi, Kale and Kumar 2018). Default false. */
  readonly amsgrad?: boolean;
}

/** Adam. Made by {@link adam}; adamW is the same with weight decay. */
export class Adam extends Optimizer {
  override readonly name: "adam" | "adamW";
  /** β₁, decay of the first moment. */
  readonly beta1: number;
  /** β₂, decay of the second moment. */
  readonly beta2: number;
  /** ε, added to the root of the second moment. */
  readonly epsilon: number;
  /** Whether the greatest second moment so far is used. */
  readonly amsgrad: boolean;
  #power1 = 1;
  #power2 = 1;
  #alpha = 0;

  constructor(name: "adam" | "adamW", options: AdamOptions) {
    const {
      learningRate = 0.001,
      beta1 = 0.9,
      beta2 = 0.999,
      epsilon = 1e-7,
      amsgrad = false,
      ...rest
    } = options;
    super(name, { learningRate, ...rest });
    fraction(name, "beta1", beta1);
    fraction(name, "beta2", beta2);
    atLeast(name, "epsilon", epsilon, 0);
    this.name = name;
    this.beta1 = beta1;
    this.beta2 = beta2;
    this.epsilon = epsilon;
    this.amsgrad = amsgrad;
  }

  override reset(): void {
    super.reset();
    this.#power1 = 1;
    this.#power2 = 1;
  }

  override get libraryClass(): unknown {
    return Adam;
  }

  protected override slotStarts(): readonly number[] {
    return this.amsgrad ? [0, 0, 0] : [0, 0];
  }

  protected override prepare(_t: number, learningRate: number): void {
    // Running products instead of Math.pow, whose last bit differs between JavaScript engines.
    this.#power1 *= this.beta1;
    this.#power2 *= this.beta2;
    this.#alpha = (learningRate * Math.sqrt(1 - this.#power2)) / (1 - this.#power1);
  }

  protected override update(
    w: FloatValues,
    g: FloatValues,
    slots: readonly FloatValues[],
    round: Round,
  ): void {
    const [m, v, greatest] = slots as [FloatValues, FloatValues, FloatValues | undefined];
    const alpha = round(this.#alpha);
    const rest1 = round(1 - this.beta1);
    const rest2 = round(1 - this.beta2);
    const epsilon = round(this.epsilon);
    const { updates } = currentEngine();
    const update = greatest === undefined ? updates?.adam : updates?.amsgrad;
    if (update?.([w, g, ...slots], [alpha, rest1, rest2, epsilon])) return;
    for (let i = 0; i < w.length; i++) {
      const gradient = g[i]!;
      m[i] = m[i]! + round(round(gradient - m[i]!) * rest1);
      v[i] = v[i]! + round(round(round(gradient * gradient) - v[i]!) * rest2);
      let second = v[i]!;
      if (greatest !== undefined) {
        if (second > greatest[i]!) greatest[i] = second;
        second = greatest[i]!;
      }
      w[i] = w[i]! - round(round(alpha * m[i]!) / round(round(Math.sqrt(second)) + epsilon));
    }
  }
}

/**
 * Adam (Kingma and Ba 2015, Algorithm 1 in the form at the end of its section 2):
 * m ← m + (1-β₁)(g - m), v ← v + (1-β₂)(g² - v), w ← w - α sqrt(1-β₂ᵗ)/(1-β₁ᵗ) · m / (sqrt(v) + ε).
 *
 * Defaults as Keras: learningRate 0.001, beta1 0.9, beta2 0.999, epsilon 1e-7. PyTorch's eps is 1e-8 and stands
 * in the other form of the paper, next to the corrected root.
 *
 * @example
 * ```ts
 * const optimizer = optimizers.adam({ learningRate: 1e-3 });
 * ```
 */
export function adam(options: AdamOptions = {}): Adam {
  checkOptions("adam", options, `${optimizerOptions}, beta1#, beta2#, epsilon#, amsgrad?`);
  return new Adam("adam", options);
}
