import { OptionError } from "../errors.js";
import { checkOptions } from "../given.js";
import type { DType } from "../tensor/dtype.js";
import type { Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { Layer } from "./layer.js";
import { Model } from "./model.js";
import { Module } from "./module.js";
import type { InputShape, OutputShape, Refusal, ShapeMap } from "./shape-map.js";

/** The shapes of modules one after the other. */
export interface Chain<Modules extends readonly Module[]> extends ShapeMap {
  readonly output: Through<InputShape<this["input"]>, Modules>;
  /** What the first module that does not take its input says of it, or never. */
  readonly refuses: FirstRefusal<InputShape<this["input"]>, Modules>;
}
type Through<S extends Shape, Modules extends readonly Module[]> = number extends Modules["length"]
  ? Shape
  : Modules extends readonly [Module<infer First>, ...infer Rest extends readonly Module[]]
    ? Through<OutputShape<First, S>, Rest>
    : S;

type FirstRefusal<S extends Shape, Modules extends readonly Module[]> = number extends Modules["length"]
  ? never
  : Modules extends readonly [Module<infer First>, ...infer Rest extends readonly Module[]]
    ? [Refusal<First, S>] extends [never]
      ? FirstRefusal<OutputShape<First, S>, Rest>
      : Refusal<First, S>
    : never;

/** Options of {@link sequential}. */
export interface SequentialOptions {
  /** The model's name in summaries and messages. */
  readonly name?: string;
  /** Seeds every layer that has no seed of its own, and the order in which `fit` goes through the data. */
  readonly seed?: number;
}

/** The names of {@link SequentialOptions}. */
export const sequentialOptions = "seed#: 1, name";

/** Modules one after the other. Made by {@link sequential}. */
export class Sequential<const Modules extends readonly Module[] = readonly Module[]> extends Model<
  Chain<Modules>
> {
  /** The layers, first to last. */
  readonly layers: Modules;

  constructor(layers: Modules, options?: SequentialOptions) {
    super();
    if (!Array.isArray(layers)) {
      throw new OptionError(
        `sequential: expected an array of layers, got ${typeof layers}; try nn.sequential([nn.dense(10)])`,
      );
    }
    const { name, seed } = checkOptions("sequential", options, sequentialOptions);
    layers.forEach((layer: unknown, i) => {
      if (!(layer instanceof Module)) {
        const advice =
          typeof layer === "function"
            ? "nn.activation(fn) for a function, or calling it: nn.relu()"
            : "nn.dense(10)";
        throw new OptionError(
          `sequential: expected a layer at position ${i}, got ${typeof layer}; try ${advice}`,
        );
      }
    });
    this.layers = layers;
    this.name = name;
    if (seed !== undefined) this.setSeed(seed);
  }

  override get libraryClass(): unknown {
    return Sequential;
  }

  override get label(): string {
    return "Sequential";
  }

  override forward(x: Tensor<Shape, DType>): Tensor<Shape, DType> {
    let y = x;
    for (const layer of this.layers) y = layer.apply(y) as Tensor<Shape, DType>;
    return y;
  }

  /** The layers, named after their kind and numbered: dense, relu, dense_1. */
  override children(): readonly (readonly [name: string, module: Module])[] {
    const used = new Map<string, number>();
    return this.layers.map((layer) => {
      const base = layer.name ?? (layer instanceof Layer ? layer.kind : camelCase(layer.constructor.name));
      const count = used.get(base) ?? 0;
      used.set(base, count + 1);
      return [count === 0 ? base : `${base}_${count}`, layer] as const;
    });
  }
}

/** What a part without a name is called, from its class: dense for Dense. */
export function camelCase(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}

/**
 * Modules one after the other: the output of each is the input of the next.
 *
 * The type carries the shapes through: `nn.sequential([nn.dense(512), nn.relu(), nn.dense(10)])` takes
 * `Tensor<[128, 784]>` to `Tensor<[128, 10]>`. Throws OptionError for something that is not a layer.
 *
 * @example
 * ```ts
 * const model = nn.sequential([nn.dense(512), nn.batchNormalization(), nn.relu(), nn.dense(10, { activation: "softmax" })], { seed: 1 });
 * model.compile({ optimizer: "adam", loss: "sparseCategoricalCrossentropy", metrics: ["accuracy"] });
 * ```
 */
export function sequential<const Modules extends readonly Module[]>(
  layers: Modules,
  options?: SequentialOptions,
): Sequential<Modules> {
  return new Sequential(layers, options);
}
