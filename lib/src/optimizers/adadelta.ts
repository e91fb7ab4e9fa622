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

/** Options of {@link adadelta}. */
export interface AdadeltaOptions extends OptimizerOptions {
  /** How slowly the means of squares forget, in [0, 1). Default 0.95. */
  readonly rho?: number;
  /** Added under both roots. Default 1e-7. */
  readonly epsilon?: number;
}

/** Steps as long as the last ones were, by the size of gradients. Made by {@link adadelta}. */
export class Adadelta extends Optimizer {
  override readonly name = "adadelta";
  /** ρ, decay of the means of squares. */
  readonly rho: number;
  /** ε, added under both roots. */
  readonly epsilon: number;
  #rate = 0;

  constructor(options: AdadeltaOptions) {
    const { learningRate = 0.001, rho = 0.95, epsilon = 1e-7, ...rest } = options;
    super("adadelta", { learningRate, ...rest });
    fraction("adadelta", "rho", rho);
    atLeast("adadelta", "epsilon", epsilon, 0);
    this.rho = rho;
    this.epsilon = epsilon;
  }

  override get libraryClass(): unknown {
    return Adadelta;
  }

  protected override slotStarts(): readonly number[] {
    return [0, 0];
  }

  protected override prepare(_t: number, learningRate: number): void {
    this.#rate = learningRate;
  }

  protected override update(
    w: FloatValues,
    g: FloatValues,
    slots: readonly FloatValues[],
    round: Round,
  ): void {
    const [squares, steps] = slots as [FloatValues, FloatValues];
    const rate = round(this.#rate);
    const rho = round(this.rho);
    const rest = round(1 - this.rho);
    const epsilon = round(this.epsilon);
    const root = (x: number): number => round(Math.sqrt(round(x + epsilon)));
    for (let i = 0; i < w.length; i++) {
      const gradient = g[i]!;
      squares[i] = round(rho * squares[i]!) + round(rest * round(gradient * gradient));
      const step = round(round(root(steps[i]!) * gradient) / root(squares[i]!));
      steps[i] = round(rho * steps[i]!) + round(rest * round(step * step));
      w[i] = w[i]! - round(rate * step);
    }
  }
}

/**
 * Adadelta (Zeiler 2012, Algorithm 1): a ← ρ a + (1-ρ) g², d = sqrt(b + ε) / sqrt(a + ε) · g, b ← ρ b + (1-ρ) d²,
 * w ← w - learningRate · d.
 *
 * Defaults as Keras: learningRate 0.001, rho 0.95, epsilon 1e-7; the paper, like PyTorch, has a learning rate of 1
 * (PyTorch: rho 0.9, eps 1e-6).
 *
 * @example
 * ```ts
 * const optimizer = optimizers.adadelta({ learningRate: 1 });
 * ```
 */
export function adadelta(options: AdadeltaOptions = {}): Adadelta {
  checkOptions("adadelta", options, `${optimizerOptions}, rho#, epsilon#`);
  return new Adadelta(options);
}
nameOptimizer("adadelta", adadelta);
