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

/** Options of {@link nadam}. */
export interface NadamOptions extends OptimizerOptions {
  /** In [0, 1). Default 0.9. */
  readonly beta1?: number;
  /** In [0, 1). Default 0.999. */
  readonly beta2?: number;
  /** Added to the root. Default 1e-7. */
  readonly epsilon?: number;
}

/** Nadam. Made by {@link nadam}. */
export class Nadam extends Optimizer {
  override readonly name = "nadam";
  /** β₁, decay of the first moment. */
  readonly beta1: number;
  /** β₂, decay of the second moment. */
  readonly beta2: number;
  /** ε, added to the root of the second moment. */
  readonly epsilon: number;
  #decay = 1;
  #momentumProduct = 1;
  #power2 = 1;
  #momentWeight = 0;
  #gradientWeight = 0;
  #correction = 0;

  constructor(options: NadamOptions = {}) {
    const { learningRate = 0.001, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-7, ...rest } = options;
    super("nadam", { learningRate, ...rest });
    fraction("nadam", "beta1", beta1);
    fraction("nadam", "beta2", beta2);
    atLeast("nadam", "epsilon", epsilon, 0);
    this.beta1 = beta1;
    this.beta2 = beta2;
    this.epsilon = epsilon;
  }

  override reset(): void {
    super.reset();
    this.#decay = 1;
    this.#momentumProduct = 1;
    this.#power2 = 1;
  }

  override get libraryClass(): unknown {
    return Nadam;
  }

  protected override slotStarts(): readonly number[] {
    return [0, 0];
  }

  protected override prepare(_t: number, learningRate: number): void {
    // μ_t = β₁ (1 - 0.5 · 0.96ᵗ): momentum is let in slowly. Powers as running products, as in adam.
    this.#decay *= 0.96;
    const momentum = this.beta1 * (1 - 0.5 * this.#decay);
    const next = this.beta1 * (1 - 0.5 * this.#decay * 0.96);
    this.#momentumProduct *= momentum;
    this.#power2 *= this.beta2;
    this.#momentWeight = (learningRate * next) / (1 - this.#momentumProduct * next);
    this.#gradientWeight = (learningRate * (1 - momentum)) / (1 - this.#momentumProduct);
    this.#correction = 1 / (1 - this.#power2);
  }

  protected override update(
    w: FloatValues,
    g: FloatValues,
    slots: readonly FloatValues[],
    round: Round,
  ): void {
    const [m, v] = slots as [FloatValues, FloatValues];
    const rest1 = round(1 - this.beta1);
    const rest2 = round(1 - this.beta2);
    const momentWeight = round(this.#momentWeight);
    const gradientWeight = round(this.#gradientWeight);
    const correction = round(this.#correction);
    const epsilon = round(this.epsilon);
    const numbers = [rest1, rest2, momentWeight, gradientWeight, correction, epsilon];
    if (currentEngine().updates?.nadam([w, g, m, v], numbers)) return;
    for (let i = 0; i < w.length; i++) {
      const gradient = g[i]!;
      m[i] = m[i]! + round(round(gradient - m[i]!) * rest1);
      v[i] = v[i]! + round(round(round(gradient * gradient) - v[i]!) * rest2);
      const step = round(round(momentWeight * m[i]!) + round(gradientWeight * gradient));
      w[i] = w[i]! - round(step / round(round(Math.sqrt(round(v[i]! * correction))) + epsilon));
    }
  }
}

/**
 * Adam with Nesterov momentum (Dozat 2016), with the momentum schedule μ_t = β₁ (1 - 0.5 · 0.96ᵗ).
 *
 * Defaults as Keras: learningRate 0.001. PyTorch: 0.002 and 0.96^(0.004 t), unless momentum_decay is 1.
 *
 * @example
 * ```ts
 * const optimizer = optimizers.nadam({ learningRate: 1e-3 });
 * ```
 */
export function nadam(options: NadamOptions = {}): Nadam {
  checkOptions("nadam", options, `${optimizerOptions}, beta1#, beta2#, epsilon#`);
  return new Nadam(options);
}
