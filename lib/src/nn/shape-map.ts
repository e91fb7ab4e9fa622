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
  /** What is wrong with the input, in words; never when it fits. Left out by layers that take any. */
  readonly refuses?: string;
}

/** The input of a map as a shape. */
export type InputShape<Input> = Input extends Shape ? Input : Shape;

/** The output shape of a layer with map M for an input of shape S. */
export type OutputShape<M extends ShapeMap, S extends Shape> = (M & { readonly input: S })["output"];

/** What is wrong with an input of shape S for a layer with map M; never when it fits. */
export type Refusal<M extends ShapeMap, S extends Shape> = M extends { readonly refuses: string }
  ? (M & { readonly input: S })["refuses"]
  : never;

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

/**
 * [N, steps, width] → [N, steps, out], for a width that some heads divide unless their own is given; out is the width unless
 * it is given.
 */
export interface HeadsShape<Heads extends number, Out extends number, Key extends number> extends ShapeMap {
  readonly output: Out extends 0 ? InputShape<this["input"]> : ReplaceLast<InputShape<this["input"]>, Out>;
  readonly refuses: 0 extends Key ? HeadsError<LastOf<InputShape<this["input"]>>, Heads> : never;
}

/** The message for a width that so many heads do not divide, or never. */
export type HeadsError<Width extends number, Heads extends number> =
  Divides<Heads, Width> extends false ? `${Heads} heads do not divide a width of ${Width}` : never;

/** Whether one whole number divides another, both up to 9999; true when they are not known. */
type Divides<By extends number, Whole extends number> = number extends By
  ? true
  : number extends Whole
    ? true
    : `${By}${Whole}` extends `${string}${"." | "-" | "e"}${string}`
      ? true
      : TakenAway<Items<`${Whole}`>, Items<`${By}`>>;
type TakenAway<Whole extends readonly 0[], By extends readonly 0[]> = Whole extends readonly []
  ? true
  : By extends readonly []
    ? false
    : Whole extends readonly [...By, ...infer Rest extends readonly 0[]]
      ? TakenAway<Rest, By>
      : false;
/** A list with so many items, from the digits of the number. */
type Items<Digits extends string, Sofar extends readonly 0[] = []> = Digits extends `${infer Digit extends
  keyof Ones}${infer Rest}`
  ? Items<Rest, [...Tenfold<Sofar>, ...Ones[Digit]]>
  : Sofar;
type Tenfold<T extends readonly 0[]> = [...T, ...T, ...T, ...T, ...T, ...T, ...T, ...T, ...T, ...T];
interface Ones {
  "0": [];
  "1": [0];
  "2": [0, 0];
  "3": [0, 0, 0];
  "4": [0, 0, 0, 0];
  "5": [0, 0, 0, 0, 0];
  "6": [0, 0, 0, 0, 0, 0];
  "7": [0, 0, 0, 0, 0, 0, 0];
  "8": [0, 0, 0, 0, 0, 0, 0, 0];
  "9": [0, 0, 0, 0, 0, 0, 0, 0, 0];
}

/** [N, steps, in] → [N, units], or [N, steps, units] when all states come out. */
export interface RecurrentShape<Units extends number, Sequences extends boolean> extends ShapeMap {
  readonly output: boolean extends Sequences
    ? Shape
    : Sequences extends true
      ? ReplaceLast<InputShape<this["input"]>, Units>
      : [FirstOf<InputShape<this["input"]>>, Units];
}

/** The same for two layers: side by side they have 2 · units. */
export interface BidirectionalShape<Units extends number, Sequences extends boolean, Mode extends string>
  extends ShapeMap {
  readonly output: OutputShape<
    RecurrentShape<Mode extends "concat" ? number : Units, Sequences>,
    InputShape<this["input"]>
  >;
}

type FirstOf<S extends Shape> = S extends readonly [infer First extends number, ...Shape] ? First : number;
type LastOf<S extends Shape> = S extends readonly [...Shape, infer Last extends number] ? Last : number;
