import { currentEngine } from "../engine/current.js";
import { OptionError } from "../errors.js";
import { checkOptions } from "../given.js";
import type { FloatValues } from "../tensor/dtype.js";
import { fraction, Optimizer, type OptimizerOptions, optimizerOptions, type Round } from "./optimizer.js";

/** Options of {@link sgd}. */
export interface SgdOptions extends OptimizerOptions {
  /** β, in [0, 1). Default 0: plain gradient descent. */
  readonly momentum?: number;
  /** Looks ahead along the momentum (Nesterov 1983). Default false. */
  readonly nesterov?: boolean;
  /**
   * `"classic"` (Keras, PyTorch): V ← βV - αg, w ← w + V.
   * `"averaged"`: V ← βV + (1-β)g, w ← w - αV, whose steps are (1-β) times as long. Default `"classic"`.
   */
  readonly momentumForm?: "classic" | "averaged";
}

/** Gradient descent with momentum. Made by {@link sgd}. */
export class Sgd extends Optimizer {
  override readonly name = "sgd";
  /** β, share of the velocity that a step keeps. */
  readonly momentum: number;
  /** Whether the step looks ahead. */
  readonly nesterov: boolean;
  /** Whether the gradient enters the velocity whole or times 1 - β. */
  readonly momentumForm: "classic" | "averaged";
  #rate = 0;

  constructor(options: SgdOptions = {}) {
    const {
      learningRate = 0.01,
      momentum = 0,
      nesterov = false,
      momentumForm = "classic",
      ...rest
    } = options;
    super("sgd", { learningRate, ...rest });
    fraction("sgd", "momentum", momentum);
    if (nesterov && momentum === 0) {
      throw new OptionError("sgd: expected a momentum above 0 with nesterov, got 0; try momentum: 0.9");
    }
    if (nesterov && momentumForm === "averaged") {
      throw new OptionError(
        'sgd: expected momentumForm "classic" with nesterov, got "averaged"; try one without the other',
      );
    }
    if (momentumForm !== "classic" && momentumForm !== "averaged") {
      throw new OptionError(
        `sgd: expected momentumForm "classic" or "averaged", got ${JSON.stringify(momentumForm)}; try "classic"`,
      );
    }
    this.momentum = momentum;
    this.nesterov = nesterov;
    this.momentumForm = momentumForm;
  }

  override get libraryClass(): unknown {
    return Sgd;
  }

  protected override slotStarts(): readonly number[] {
    return this.momentum > 0 ? [0] : [];
  }

  protected override prepare(_t: number, learningRate: number): void {
    this.#rate = learningRate;
  }

  protected override update(w: FloatValues, g: FloatValues, [v]: readonly FloatValues[], round: Round): void {
    const rate = round(this.#rate);
    const beta = round(this.momentum);
    const { updates } = currentEngine();
    if (v === undefined) {
      if (updates?.sgd([w, g], [rate])) return;
      for (let i = 0; i < w.length; i++) w[i] = w[i]! - round(rate * g[i]!);
    } else if (this.momentumForm === "averaged") {
      const rest = round(1 - beta);
      if (updates?.averagedMomentum([w, g, v], [rate, beta, rest])) return;
      for (let i = 0; i < w.length; i++) {
        v[i] = round(beta * v[i]!) + round(rest * g[i]!);
        w[i] = w[i]! - round(rate * v[i]!);
      }
    } else if (this.nesterov) {
      if (updates?.nesterov([w, g, v], [rate, beta])) return;
      for (let i = 0; i < w.length; i++) {
        const step = round(rate * g[i]!);
        v[i] = round(beta * v[i]!) - step;
        w[i] = w[i]! + round(round(beta * v[i]!) - step);
      }
    } else {
      if (updates?.momentum([w, g, v], [rate, beta])) return;
      for (let i = 0; i < w.length; i++) {
        v[i] = round(beta * v[i]!) - round(rate * g[i]!);
        w[i] = w[i]! + v[i]!;
      }
    }
  }
}

/**
 * Stochastic gradient descent: w ← w - α g; with momentum V ← βV - αg, w ← w + V.
 *
 * `learningRate` α, default 0.01. PyTorch writes V ← βV + g, w ← w - αV: the same path while α is constant.
 * Throws OptionError on values out of range and on nesterov without momentum.
 *
 * @example
 * ```ts
 * const optimizer = optimizers.sgd({ learningRate: 0.1, momentum: 0.9 });
 * ```
 */
export function sgd(options: SgdOptions = {}): Sgd {
  checkOptions("sgd", options, `${optimizerOptions}, momentum#, nesterov?, momentumForm`);
  return new Sgd(options);
}
