import { OptionError } from "../errors.js";
import type { Module } from "../nn/module.js";
import { add } from "../ops/add.js";
import { div } from "../ops/div.js";
import { asTensor } from "../tensor/base.js";
import type { DType } from "../tensor/dtype.js";
import type { Operand } from "../tensor/operand.js";
import type { Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { type PredictOptions, predict } from "./predict.js";

/** Several models that answer together. Made by {@link ensemble}. */
export class Ensemble {
  /** The members. */
  readonly models: readonly Module[];

  constructor(models: readonly Module[]) {
    if (models.length === 0) {
      throw new OptionError(
        "ensemble: expected at least one model, got none; try ensemble([modelA, modelB])",
      );
    }
    this.models = models;
  }

  /** The mean of the models' predictions. */
  predict(x: Operand, options?: PredictOptions): Tensor<Shape, DType> {
    const [first, ...others] = this.predictEach(x, options);
    const total = others.reduce<Operand>((sum, prediction) => add(sum, prediction), first!);
    return asTensor(div(total, this.models.length)) as unknown as Tensor<Shape, DType>;
  }

  /** Each model's predictions. */
  predictEach(x: Operand, options?: PredictOptions): readonly Tensor<Shape, DType>[] {
    return this.models.map((model) => predict(model, x, options) as Tensor<Shape, DType>);
  }
}

/**
 * Several models that answer together: their predictions are averaged.
 *
 * @example
 * ```ts
 * const team = train.ensemble(models);
 * metrics.accuracy(labels, team.predict(images));
 * ```
 */
export function ensemble(models: readonly Module[]): Ensemble {
  return new Ensemble(models);
}
