import type { Shape } from "../tensor/shape.js";

/**
 * What a layer does to shapes, as a type: a function from `input` to `output`, written as an interface because
 * TypeScript cannot pass a generic type as an argument. A layer extends it and computes from
 * `InputShape<this["input"]>`:
 *
 * ```ts
 * interface DenseShape<Units extends number> extends ShapeMap {
 *   readonly output: ReplaceLast<InputShape<this["input"]>, Units>;
 * }
 * ```
 */
export interface ShapeMap {
  /** The input's shape. */
  readonly input: unknown;
  /** The output's shape. */
  readonly output: Shape;
}

/** The input of a map as a shape. */
export type InputShape<Input> = Input extends Shape ? Input : Shape;

/** The output shape of a layer with map M for an input of shape S. */
export type OutputShape<M extends ShapeMap, S extends Shape> = (M & { readonly input: S })["output"];

/** The shape of the input. */
export interface SameShape extends ShapeMap {
  /** The output's shape. */
  readonly output: InputShape<this["input"]>;
}

/** [N, in] → [N, units], leading axes kept. */
export interface LastAxis<Units extends number> extends ShapeMap {
  /** The output's shape. */
  readonly output: ReplaceLast<InputShape<this["input"]>, Units>;
}
export type ReplaceLast<S extends Shape, Last extends number> = number extends S["length"]
  ? Shape
  : S extends readonly [...infer Rest extends Shape, number]
    ? [...Rest, Last]
    : Shape;

/** [N, a, b, …] → [N, a·b·…]; the product is `number` unless it is a single size. */
export interface FlatShape extends ShapeMap {
  readonly output: Flattened<InputShape<this["input"]>>;
}
type Flattened<S extends Shape> = number extends S["length"]
  ? [number, number]
  : S extends readonly [infer N extends number]
    ? [N, 1]
    : S extends readonly [infer N extends number, infer Single extends number]
      ? [N, Single]
      : S extends readonly [infer N extends number, ...Shape]
        ? [N, number]
        : Shape;

/** [N, …] → [N, …target]. */
export interface BatchOf<Target extends Shape> extends ShapeMap {
  readonly output: InputShape<this["input"]> extends readonly [infer N extends number, ...Shape]
    ? [N, ...Target]
    : [number, ...Target];
}

/** [N, length, in] → [N, length', filters]. */
export interface Conv1dShape<Filters extends number> extends ShapeMap {
  readonly output: [FirstOf<InputShape<this["input"]>>, number, Filters];
}

/** [N, height, width, in] → [N, height', width', filters]. */
export interface Conv2dShape<Filters extends number> extends ShapeMap {
  readonly output: [FirstOf<InputShape<this["input"]>>, number, number, Filters];
}

/** [N, height, width, channels] → [N, height', width', channels]. */
export interface Pool2dShape extends ShapeMap {
  readonly output: [FirstOf<InputShape<this["input"]>>, number, number, LastOf<InputShape<this["input"]>>];
}

/** [N, length, channels] → [N, length', channels]. */
export interface Pool1dShape extends ShapeMap {
  readonly output: [FirstOf<InputShape<this["input"]>>, number, LastOf<InputShape<this["input"]>>];
}

/** [N, ..., channels] → [N, channels]. */
export interface GlobalPoolShape extends ShapeMap {
  readonly output: [FirstOf<InputShape<this["input"]>>, LastOf<InputShape<this["input"]>>];
}

/** [...ids] → [...ids, dim]. */
export interface EmbeddingShape<Dim extends number> extends ShapeMap {
  readonly output: number extends InputShape<this["input"]>["length"]
    ? Shape
    : [...InputShape<this["input"]>, Dim];
}

type FirstOf<S extends Shape> = S extends readonly [infer First extends number, ...Shape] ? First : number;
type LastOf<S extends Shape> = S extends readonly [...Shape, infer Last extends number] ? Last : number;
