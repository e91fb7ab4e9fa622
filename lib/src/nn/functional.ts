import { OptionError } from "../errors.js";
import { checkOptions } from "../given.js";
import { asTensor } from "../tensor/base.js";
import type { DType } from "../tensor/dtype.js";
import type { Operand } from "../tensor/operand.js";
import type { Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { Model } from "./model.js";
import { Module } from "./module.js";
import { type SequentialOptions, sequentialOptions } from "./sequential.js";

/** Layers by name. */
export type LayerRecord = Readonly<Record<string, Module>>;

/** Options of {@link model}: those of a sequence. */
export type FunctionalModelOptions = SequentialOptions;

/** Puts layers together: input and layers → output. It may name a narrower type of input, `(x: Tensor, layers) => …`. */
export type ModelFunction<Layers extends LayerRecord> = {
  /** Input and layers by name → output. */
  call(x: Tensor<Shape, DType>, layers: Layers): Operand;
}["call"];

/** A model made of layers and a function that puts them together. Made by {@link model}. */
export class FunctionalModel<Layers extends LayerRecord = LayerRecord> extends Model {
  /** The layers by name. */
  readonly layers: Layers;
  readonly #run: ModelFunction<Layers>;

  constructor(layers: Layers, run: ModelFunction<Layers>, options?: FunctionalModelOptions) {
    super();
    const { name, seed } = checkOptions("model", options, sequentialOptions);
    if (typeof run !== "function") {
      throw new OptionError(
        `model: expected a function (x, layers) => output, got ${typeof run}; try nn.model({ a: nn.dense(2) }, (x, { a }) => a.apply(x))`,
      );
    }
    this.layers = layers;
    this.#run = run;
    this.name = name;
    if (seed !== undefined) this.setSeed(seed);
  }

  override get label(): string {
    return "Model";
  }

  override children(): readonly (readonly [name: string, module: Module])[] {
    return Object.entries(this.layers).filter(
      (entry): entry is [string, Module] => entry[1] instanceof Module,
    );
  }

  override forward(x: Tensor<Shape, DType>): Tensor<Shape, DType> {
    return asTensor(this.#run(x, this.layers)) as unknown as Tensor<Shape, DType>;
  }
}

/**
 * A model from layers and a function: for branches, shared layers and residual connections.
 *
 * @example
 * ```ts
 * const net = nn.model({ a: nn.dense(64, { activation: "relu" }), b: nn.dense(64) }, (x, { a, b }) => {
 *   const h = a.apply(x);
 *   return b.apply(h).add(h);
 * });
 * ```
 */
export function model<Layers extends LayerRecord>(
  layers: Layers,
  run: ModelFunction<Layers>,
  options?: FunctionalModelOptions,
): FunctionalModel<Layers> {
  return new FunctionalModel(layers, run, options);
}
