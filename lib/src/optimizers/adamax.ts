import { checkOptions } from "../given.js";
import type { FloatValues } from "../tensor/dtype.js";
import { nameOptimizer } from "./named.js";
import {
  atLeast,
  fraction,
  Optimizer,
  type OptimizerOptions,
  optimizerOptions,
  type Round,
} from "./optimizer.js";

/** Options of {@link adamax}. */
export interface AdamaxOptions extends OptimizerOptions {
  /** How slowly the mean of gradients forgets, in [0, 1). Default 0.9. */
  readonly beta1?: number;
  /** How slowly the greatest size of gradients forgets, in [0, 1). Default 0.999. */
  readonly beta2?: number;
  /** Added to the greatest size. Default 1e-7. */
  readonly epsilon?: number;
}

/** Adam with the greatest size of gradients in place of their mean square. Made by {@link adamax}. */
export class Adamax extends Optimizer {
  override readonly name = "adamax";
  /** β₁, decay of the first moment. */
  readonly beta1: number;
  /** β₂, decay of the greatest size. */
  readonly beta2: number;
  /** ε, added to the greatest size. */
  readonly epsilon: number;
  #power1 = 1;
  #alpha = 0;

  constructor(options: AdamaxOptions) {
    const { learningRate = 0.001, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-7, ...rest } = options;
    super("adamax", { learningRate, ...rest });
    fraction("adamax", "beta1", beta1);
    fraction("adamax", "beta2", beta2);
    atLeast("adamax", "epsilon", epsilon, 0);
    this.beta1 = beta1;
    this.beta2 = beta2;
    this.epsilon = epsilon;
  }

  override reset(): void {
    super.reset();
    this.#power1 = 1;
  }

  override get libraryClass(): unknown {
    return Adamax;
  }

  protected override slotStarts(): readonly number[] {
    return [0, 0];
  }

  protected override prepare(_t: number, learningRate: number): void {
    // A running product instead of Math.pow, whose last bit differs between JavaScript engines.
    this.#power1 *= this.beta1;
    this.#alpha = learningRate / (1 - this.#power1);
  }

  protected override update(
    w: FloatValues,
    g: FloatValues,
    slots: readonly FloatValues[],
    round: Round,
  ): void {
    const [m, u] = slots as [FloatValues, FloatValues];
    const alpha = round(this.#alpha);
    const rest1 = round(1 - this.beta1);
    const beta2 = round(this.beta2);
    const epsilon = round(this.epsilon);
    for (let i = 0; i < w.length; i++) {
      const gradient = g[i]!;
      m[i] = m[i]! + round(round(gradient - m[i]!) * rest1);
      u[i] = Math.max(round(beta2 * u[i]!), Math.abs(gradient));
      w[i] = w[i]! - round(round(alpha * m[i]!) / round(u[i]! + epsilon));
    }
  }
}

/**
 * Adamax (Kingma and Ba 2015, Algorithm 2): m ← m + (1-β₁)(g - m), u ← max(β₂ u, |g|), w ← w - α / (1-β₁ᵗ) · m / (u + ε).
 *
 * Defaults as Keras: learningRate 0.001, beta1 0.9, beta2 0.999, epsilon 1e-7 (PyTorch: 0.002 and 1e-8).
 *
 * @example
 * ```ts
 * const optimizer = optimizers.adamax({ learningRate: 1e-3 });
 * ```
 */
export function adamax(options: AdamaxOptions = {}): Adamax {
  checkOptions("adamax", options, `${optimizerOptions}, beta1#, beta2#, epsilon#`);
  return new Adamax(options);
}
nameOptimizer("adamax", adamax);
