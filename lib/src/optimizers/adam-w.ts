import { checkOptions } from "../given.js";
import { Adam, type AdamOptions } from "./adam.js";
import { optimizerOptions } from "./optimizer.js";

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter 2019, Algorithm 2): w ← w - α λ w, then Adam's step.
 *
 * `weightDecay` λ is 0.004 by default, as in Keras (PyTorch: 0.01); the rest as in adam.
 *
 * @example
 * ```ts
 * const optimizer = optimizers.adamW({ learningRate: 1e-3, weightDecay: 0.01 });
 * ```
 */
export function adamW(options: AdamOptions = {}): Adam {
  checkOptions("adamW", options, `${optimizerOptions}, beta1#, beta2#, epsilon#, amsgrad?`);
  return new Adam("adamW", { weightDecay: 0.004, ...options });
}
