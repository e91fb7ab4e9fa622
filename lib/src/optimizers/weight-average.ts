import { OptionError } from "../errors.js";
import { checkOptions } from "../given.js";
import { effect } from "../recorder/effect.js";
import type { Tensor } from "../tensor/base.js";
import type { DType, FloatValues } from "../tensor/dtype.js";
import { moveAverage } from "../tensor/moving-average.js";
import type { Shape } from "../tensor/shape.js";
import { fraction, type Optimizer } from "./optimizer.js";

/** Options of {@link averageWeights}. */
export interface AverageWeightsOptions {
  /** How slowly the average forgets, in [0, 1). Default 0.99. */
  readonly momentum?: number;
}

/** A moving average of weights. Made by {@link averageWeights}. */
export class WeightAverage {
  readonly #averages = new WeakMap<object, FloatValues>();

  /** Takes the values of parameters after an update into the average, with momentum m. */
  update(
    parameters: readonly Tensor<Shape, DType>[],
    { values, momentum }: { readonly values: readonly FloatValues[]; readonly momentum: number },
  ): void {
    parameters.forEach((parameter, i) => {
      const weights = values[i]!;
      const average = this.#averages.get(parameter);
      if (average === undefined) this.#averages.set(parameter, weights.slice() as FloatValues);
      else moveAverage(average, weights, momentum);
    });
  }

  /**
   * Exchanges the parameters' values with their averages: once to use or save the averaged model, once more to go on
   * training. Throws OptionError for a parameter that no update has changed.
   */
  swap(parameters: Iterable<Tensor<Shape, DType>>): void {
    const all = [...parameters];
    for (const parameter of all) {
      if (this.#averages.has(parameter)) continue;
      throw new OptionError(
        `averageWeights: expected parameters that the optimizer has updated, got ${parameter.name ?? "one that it has not"}; try model.parameters(), after training`,
      );
    }
    effect("swap averages", all, (values) => {
      all.forEach((parameter, i) => {
        const average = this.#averages.get(parameter)!;
        const kept = average.slice() as FloatValues;
        average.set(values[i]!);
        values[i]!.set(kept);
        parameter.version++;
      });
    });
  }
}

/**
 * Keeps a moving average of the weights that an optimizer changes: a ← m · a + (1 - m) · w after each update, from the
 * weights of the first (Polyak and Juditsky 1992; Keras's `use_ema`). It is often better than the last weights are.
 *
 * The averages belong to this run: a checkpoint does not hold them; `swap` and `nn.saveWeights` do. Throws OptionError for
 * a momentum outside [0, 1).
 *
 * @example
 * ```ts
 * const optimizer = optimizers.adam();
 * const average = optimizers.averageWeights(optimizer, { momentum: 0.99 });
 * model.compile({ optimizer, loss: "meanSquaredError" });
 * await model.fit([x, y]);
 * average.swap(model.parameters()); // …: the averaged model
 * ```
 */
export function averageWeights(optimizer: Optimizer, options?: AverageWeightsOptions): WeightAverage {
  const { momentum = 0.99 } = checkOptions("averageWeights", options, "momentum#: 0.99");
  fraction("averageWeights", "momentum", momentum);
  const average = new WeightAverage();
  optimizer.updateParts.push({
    after: (parameters, values) => average.update(parameters, { values, momentum }),
  });
  return average;
}
