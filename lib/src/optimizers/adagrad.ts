import { currentEngine } from "../engine/current.js";
import { checkOptions } from "../given.js";
import type { FloatValues } from "../tensor/dtype.js";
import { atLeast, Optimizer, type OptimizerOptions, optimizerOptions, type Round } from "./optimizer.js";

/** Options of {@link adagrad}. */
export interface AdagradOptions extends OptimizerOptions {
  /** Where the sum of squares starts. Default 0.1. */
  readonly initialAccumulator?: number;
  /** Added under the root. Default 1e-7. */
  readonly epsilon?: number;
}

/** Adagrad. Made by {@link adagrad}. */
export class Adagrad extends Optimizer {
  override readonly name = "adagrad";
  /** What the summed squares start from. */
  readonly initialAccumulator: number;
  /** ε, added to the summed squares under the root. */
  readonly epsilon: number;
  #rate = 0;

  constructor(options: AdagradOptions = {}) {
    const { learningRate = 0.001, initialAccumulator = 0.1, epsilon = 1e-7, ...rest } = options;
    super("adagrad", { learningRate, ...rest });
    atLeast("adagrad", "initialAccumulator", initialAccumulator, 0);
    atLeast("adagrad", "epsilon", epsilon, 0);
    this.initialAccumulator = initialAccumulator;
    this.epsilon = epsilon;
  }

  override get libraryClass(): unknown {
    return Adagrad;
  }

  protected override slotStarts(): readonly number[] {
    return [this.initialAccumulator];
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
    const sum = slots[0]!;
    const rate = round(this.#rate);
    const epsilon = round(this.epsilon);
    if (currentEngine().updates?.adagrad([w, g, sum], [rate, epsilon])) return;
    for (let i = 0; i < w.length; i++) {
      const gradient = g[i]!;
      sum[i] = sum[i]! + round(gradient * gradient);
      w[i] = w[i]! - round(round(rate * gradient) / round(Math.sqrt(round(sum[i]! + epsilon))));
    }
  }
}

/**
 * Adagrad: S ← S + g², w ← w - α g / sqrt(S + ε) (Duchi, Hazan and Singer 2011).
 *
 * Defaults as Keras: learningRate 0.001, S starts at 0.1. PyTorch: 0.01, S starts at 0, eps outside the root.
 *
 * @example
 * ```ts
 * const optimizer = optimizers.adagrad({ learningRate: 0.1 });
 * ```
 */
export function adagrad(options: AdagradOptions = {}): Adagrad {
  checkOptions("adagrad", options, `${optimizerOptions}, initialAccumulator#, epsilon#`);
  return new Adagrad(options);
}
