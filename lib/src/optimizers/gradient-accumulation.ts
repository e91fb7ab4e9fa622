import { atLeastOne, checkOptions } from "../given.js";
import type { FloatValues } from "../tensor/dtype.js";
import type { Optimizer } from "./optimizer.js";

/** Options of {@link accumulateGradients}. */
export interface AccumulateGradientsOptions {
  /** Steps whose gradients make one update. */
  readonly steps: number;
}

/**
 * Lets an optimizer collect the gradients of several steps and change the weights once, by their mean: a batch as large
 * as memory does not hold. Clipping and weight decay see the mean; `iterations`, and so schedules, count the updates.
 * What is collected belongs to this run: a checkpoint does not hold it, so save one after an update.
 *
 * Gives the optimizer back, for `compile`, whose `fit` then accumulates, or for a loop of one's own. Throws OptionError
 * for steps that are no whole number of at least 1.
 *
 * @example
 * ```ts
 * const optimizer = optimizers.accumulateGradients(optimizers.adam(), { steps: 4 });
 * model.compile({ optimizer, loss: "meanSquaredError" });
 * ```
 */
export function accumulateGradients<O extends Optimizer>(
  optimizer: O,
  options: AccumulateGradientsOptions,
): O {
  const { steps } = checkOptions("accumulateGradients", options, "steps#: 4");
  atLeastOne("accumulateGradients", "steps", steps, 4);
  const sums = new WeakMap<object, FloatValues>();
  let collected = 0;
  optimizer.updateParts.push({
    before(parameters, gradients) {
      collected++;
      const isDue = collected % steps === 0;
      const means: FloatValues[] = [];
      parameters.forEach((parameter, i) => {
        const gradient = gradients[i]!;
        const sum = sums.get(parameter) ?? (gradient.slice().fill(0) as FloatValues);
        sums.set(parameter, sum);
        for (let j = 0; j < sum.length; j++) sum[j] = sum[j]! + gradient[j]!;
        if (!isDue) return;
        means.push(sum.map((value) => value / steps) as FloatValues);
        sum.fill(0);
      });
      return isDue ? means : undefined;
    },
  });
  return optimizer;
}
