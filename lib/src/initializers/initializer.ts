import { checkOptions } from "../given.js";
import { type Generator, generator } from "../random/index.js";
import { fromValues } from "../tensor/base.js";
import { allocate, type DType, type FloatDType, type FloatValues } from "../tensor/dtype.js";
import type { Operand } from "../tensor/operand.js";
import { checkShape, type Shape, sizeOf } from "../tensor/shape.js";
import type { Literal } from "../tensor/shape-types.js";
import type { Tensor } from "../tensor/tensor.js";

/** How an initializer's tensor is made. */
export interface InitializeOptions<D extends FloatDType = FloatDType> {
  /** Default float32. */
  readonly dtype?: D;
  /** Collect gradients for it, as parameters do. Default false. */
  readonly requiresGrad?: boolean;
  /** The new tensor's name. */
  readonly name?: string;
}

/**
 * Makes the initial values of a weight: a function from a shape to a tensor.
 *
 * One with a seed gives other values on each call, in a sequence that the seed decides (in Keras it gives
 * the same values again, so that two layers that share it start as twins). One without takes the seed of the layer
 * or the model whose weights it makes, if that has one: each layer is then lent another.
 *
 * @example
 * ```ts
 * const w = initializers.heNormal({ seed: 1 })([784, 512]);
 * ```
 */
export type Initializer = <const S extends Shape, D extends FloatDType = "float32">(
  shape: S,
  options?: InitializeOptions<D>,
) => Tensor<Literal<S>, D>;

/** Options of initializers that draw. */
export interface SeedOptions {
  /**
   * A whole number of at least 0. Without one, weights of a layer or model with a seed are drawn from that, and all
   * other values differ from run to run.
   */
  readonly seed?: number | undefined;
}

/** Fills an array of the given shape. */
export type Fill = (data: FloatValues, shape: Shape) => void;

/** An initializer from a function that fills an array. */
export function initializer(where: string, fill: Fill): Initializer {
  const make = (shape: Shape, options?: InitializeOptions): Tensor<Shape, DType> => {
    const names = 'dtype: "float64", requiresGrad?, name';
    const { dtype = "float32", requiresGrad = false, name } = checkOptions(where, options, names);
    checkShape(where, shape);
    const data = allocate(dtype, sizeOf(shape)) as FloatValues;
    fill(data, shape);
    return fromValues(data, [...shape], dtype, { requiresGrad, name }) as Operand as Tensor<Shape, DType>;
  };
  return make as unknown as Initializer;
}

/** The seed given, or one that differs from run to run. */
export function seedOr(seed: number | undefined): number {
  return seed ?? Math.floor(Math.random() * 2 ** 32);
}

/** Fills an array of the given shape with what it draws. */
export type DrawnFill = (data: FloatValues, shape: Shape, draws: Generator) => void;

/** What becomes of the initializers without a seed, given one. */
const seeded = new WeakMap<Initializer, (seed: number) => Initializer>();

/** An initializer that draws; each of its calls goes on where the last one stopped. */
export function drawn(where: string, seed: number | undefined, fill: DrawnFill): Initializer {
  const draws = generator(seedOr(seed));
  const made = initializer(where, (data, shape) => fill(data, shape, draws));
  if (seed === undefined) seeded.set(made, (lent) => drawn(where, lent, fill));
  return made;
}

/** The same initializer with the seed that is lent to it; itself if it has its own, or draws nothing. */
export function withSeed(initializer: Initializer, lend: () => number | undefined): Initializer {
  const giveSeed = seeded.get(initializer);
  const seed = giveSeed && lend();
  return giveSeed === undefined || seed === undefined ? initializer : giveSeed(seed);
}
