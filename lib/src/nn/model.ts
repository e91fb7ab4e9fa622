import { OptionError } from "../errors.js";
import { noteStructureChange } from "../recorder/current.js";
import type { DType, Floating } from "../tensor/dtype.js";
import type { Operand } from "../tensor/operand.js";
import type { Shape } from "../tensor/shape.js";
import type { Demand } from "../tensor/shape-types.js";
import type { Tensor } from "../tensor/tensor.js";
import type { TrainingData } from "../train/batches.js";
import { type Compiled, type CompileOptions, compileOptions } from "../train/compiled.js";
import type { EvaluateOptions } from "../train/evaluate.js";
import type { FitOptions } from "../train/fit.js";
import type { History, Logs } from "../train/history.js";
import { type PredictData, type PredictOptions, predict } from "../train/predict.js";
import { Module } from "./module.js";
import type { OutputShape, Refusal, ShapeMap } from "./shape-map.js";
import { type Summary, type SummaryOptions, summarize } from "./summary.js";

/**
 * A module that can be trained with `compile` and `fit`.
 *
 * An own model extends this class just as an own layer extends {@link Module}.
 */
export abstract class Model<M extends ShapeMap = ShapeMap> extends Module<M> {
  #compiled: Compiled | undefined;

  /**
   * Chooses optimizer, loss and metrics. Throws OptionError for an unknown name, with the known ones.
   * In a callback of `fit` the new optimizer and loss count from the next batch on, new metrics from the next epoch.
   *
   * @example
   * ```ts
   * model.compile({
   *   optimizer: optimizers.adam({ learningRate: 1e-3 }),
   *   loss: "sparseCategoricalCrossentropy",
   *   metrics: ["accuracy"],
   * });
   * ```
   */
  compile(options: CompileOptions): void {
    this.#compiled = compileOptions(options);
    noteStructureChange(`${this.label}.compile`);
  }

  /** What the model was compiled with. Throws OptionError when it was not. */
  compiled(where: string): Compiled {
    if (this.#compiled === undefined) {
      throw new OptionError(
        `${where}: expected a compiled model, got one without optimizer and loss; try model.compile({ optimizer: "adam", loss: "sparseCategoricalCrossentropy" }) first`,
      );
    }
    return this.#compiled;
  }

  /** Trains on batches, or on a pair of tensors; see {@link FitOptions}. */
  async fit(data: TrainingData, options?: FitOptions): Promise<History> {
    const { fit } = await import("../train/on-demand.js");
    return fit(this, data, options);
  }

  /** Measures loss and metrics without training: `{ loss, accuracy }`. */
  async evaluate(data: TrainingData, options?: EvaluateOptions): Promise<Logs> {
    const { evaluate } = await import("../train/on-demand.js");
    return evaluate(this, data, options);
  }

  /** The outputs for one tensor of inputs. */
  predict<S extends Shape, D extends DType>(
    x: Operand<S, D> & Demand<Refusal<M, S>>,
    options?: PredictOptions,
  ): Tensor<OutputShape<M, S>, Floating<D>>;
  /** The outputs for batches, all in one tensor. */
  predict(data: PredictData, options?: PredictOptions): Promise<Tensor<Shape, DType>>;
  predict(data: Operand | PredictData, options?: PredictOptions): unknown {
    return predict(this, data, options);
  }

  /** A table of the layers with their output shapes and numbers of parameters. */
  summary(options?: SummaryOptions): Summary {
    return summarize(this, options);
  }
}
