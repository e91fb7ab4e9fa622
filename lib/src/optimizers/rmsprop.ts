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

/** Options of {@link rmsprop}. */
export interface RmspropOptions extends OptimizerOptions {
  /** How slowly the average of squared gradients forgets, in [0, 1). Default 0.9. */
  readonly rho?: number;
  /** In [0, 1). Default 0. */
  readonly momentum?: number;
  /** Added under the root. Default 1e-7. */
  readonly epsilon?: number;
  /** Divides by the gradient's standard deviation instead of its root mean square. Default false. */
  readonly centered?: boolean;
}

/** RMSProp. Made by {@link rmsprop}. */
export class Rmsprop extends Optimizer {
  override readonly name = "rmsprop";
  /** ρ, decay of the mean square. */
  readonly rho: number;
  /** Share of the last step that is taken again. */
  readonly momentum: number;
  /** ε, added to the mean square under the root. */
  readonly epsilon: number;
  /** Whether the gradients' mean is taken off their mean square. */
  readonly centered: boolean;
  #rate = 0;

  constructor(options: RmspropOptions = {}) {
    const {
      learningRate = 0.001,
      rho = 0.9,
      momentum = 0,
      epsilon = 1e-7,
      centered = false,
      ...rest
    } = options;
    super("rmsprop", { learningRate, ...rest });
    fraction("rmsprop", "rho", rho);
    fraction("rmsprop", "momentum", momentum);
    atLeast("rmsprop", "epsilon", epsilon, 0);
    this.rho = rho;
    this.momentum = momentum;
    this.epsilon = epsilon;
    this.centered = centered;
  }

  override get libraryClass(): unknown {
    return Rmsprop;
  }

  /** The averages of g², of g (centered) and the momentum; the last two are only kept where used. */
  protected override slotStarts(): readonly number[] {
    return [0, ...(this.centered ? [0] : []), ...(this.momentum > 0 ? [0] : [])];
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
    const velocity = slots[0]!;
    const average = this.centered ? slots[1] : undefined;
    const moment = this.momentum > 0 ? slots[slots.length - 1] : undefined;
    const rate = round(this.#rate);
    const rho = round(this.rho);
    const rest = round(1 - rho);
    const beta = round(this.momentum);
    const epsilon = round(this.epsilon);
    const name =
      `rmsprop${this.centered ? "Centered" : ""}${moment === undefined ? "" : "Momentum"}` as const;
    if (currentEngine().updates?.[name]([w, g, ...slots], [rate, rho, rest, beta, epsilon])) return;
    for (let i = 0; i < w.length; i++) {
      const gradient = g[i]!;
      velocity[i] = round(rho * velocity[i]!) + round(rest * round(gradient * gradient));
      let spread = velocity[i]!;
      if (average !== undefined) {
        average[i] = round(rho * average[i]!) + round(rest * gradient);
        spread = round(spread - round(average[i]! * average[i]!));
      }
      const step = round(round(rate * gradient) / round(Math.sqrt(round(spread + epsilon))));
      if (moment === undefined) {
        w[i] = w[i]! - step;
      } else {
        moment[i] = round(beta * moment[i]!) + step;
        w[i] = w[i]! - moment[i]!;
      }
    }
  }
}

/**
 * RMSProp: V ← ρV + (1-ρ)g², w ← w - α g / sqrt(V + ε) (Tieleman and Hinton, Coursera lecture 6.5, 2012).
 *
 * Defaults as Keras: learningRate 0.001, rho 0.9, epsilon 1e-7 under the root.
 * PyTorch: 0.01, alpha 0.99, eps 1e-8 outside the root.
 *
 * @example
 * ```ts
 * const optimizer = optimizers.rmsprop({ learningRate: 0.01 });
 * ```
 */
export function rmsprop(options: RmspropOptions = {}): Rmsprop {
  checkOptions("rmsprop", options, `${optimizerOptions}, rho#, momentum#, epsilon#, centered?`);
  return new Rmsprop(options);
}
