import type { Shape } from "./shape.js";

/**
 * Shapes as types: what TypeScript computes about a tensor before anything runs.
 * A size that is not known is `number`; a rank that is not known is `Shape`.
 * Every recursion here goes over axes, never over values, so its depth is a tensor's rank.
 */

/** Nested arrays of numbers or booleans, as written in source code. */
export type Nested = number | boolean | readonly Nested[];

/** True types only for `any`, which would otherwise send the recursion astray. */
type IsAny<T> = 0 extends 1 & T ? true : false;

/**
 * The shape of nested arrays: a tuple gives its length, an array whose length is not known gives `number`.
 */
export type ShapeOf<T> =
  IsAny<T> extends true ? Shape : Nested extends T ? Shape : Measure<T, readonly [1, 2, 3, 4, 5, 6, 7, 8]>;

type Measure<T, Depth extends readonly unknown[]> = T extends number | boolean
  ? []
  : Depth extends readonly [unknown, ...infer Rest]
    ? T extends readonly [infer First, ...(readonly unknown[])]
      ? [T["length"], ...Measure<First, Rest>]
      : T extends readonly []
        ? [0]
        : T extends readonly (infer Item)[]
          ? [number, ...Measure<Item, Rest>]
          : Shape
    : Shape;

/** True when not even the rank is known. */
export type UnknownRank<S extends Shape> = number extends S["length"] ? true : false;

/**
 * A shape given as an argument, as a tensor's type holds it: readonly [2, 3] → [2, 3], readonly number[] →
 * Shape.
 */
export type Literal<S extends Shape> =
  UnknownRank<S> extends true ? Shape : S extends readonly [...infer T extends number[]] ? T : Shape;

/** A type that no value has; its text is what the reader of a type error sees. */
export interface ShapeMismatch<Message extends string> {
  /** What does not fit. */
  readonly shapeMismatch: Message;
}

/** Turns a message into a demand that cannot be met, and no message into no demand. */
export type Demand<Message> = [Message] extends [never]
  ? unknown
  : Message extends string
    ? ShapeMismatch<Message>
    : unknown;

/** A shape as text: [4, 2] → "[4, 2]". */
export type Text<S extends Shape> = S extends readonly []
  ? "[]"
  : S extends readonly [infer First extends number, ...infer Rest extends Shape]
    ? `[${First}${TextRest<Rest>}]`
    : string;
type TextRest<S extends Shape> = S extends readonly [infer First extends number, ...infer Rest extends Shape]
  ? `, ${First}${TextRest<Rest>}`
  : "";

/** What two sizes broadcast to; never when they differ and neither is 1. */
type Dim<A extends number, B extends number> = number extends A
  ? B extends 1
    ? number
    : B
  : number extends B
    ? A extends 1
      ? number
      : A
    : A extends B
      ? A
      : A extends 1
        ? B
        : B extends 1
          ? A
          : never;

/**
 * The shape that A and B broadcast to: aligned at the last axis, 1 stretches.
 * Shapes that cannot meet give `never` in an axis; `BroadcastError` is the message for them.
 */
export type Broadcast<A extends Shape, B extends Shape> =
  UnknownRank<A> extends true ? Shape : UnknownRank<B> extends true ? Shape : Align<A, B, []>;
type Align<A extends Shape, B extends Shape, Done extends Shape> = A extends readonly [
  ...infer RestA extends Shape,
  infer LastA extends number,
]
  ? B extends readonly [...infer RestB extends Shape, infer LastB extends number]
    ? Align<RestA, RestB, [Dim<LastA, LastB>, ...Done]>
    : [...A, ...Done]
  : [...B, ...Done];

/** The message for shapes that do not broadcast, or never. */
export type BroadcastError<Where extends string, A extends Shape, B extends Shape> =
  HasNever<Broadcast<A, B>> extends true
    ? `${Where}: shapes do not broadcast: ${Text<A>} and ${Text<B>}`
    : never;
type HasNever<S extends Shape> = S extends readonly [infer First, ...infer Rest extends Shape]
  ? [First] extends [never]
    ? true
    : HasNever<Rest>
  : false;

/** True when two sizes are both known and differ. */
type Differ<A extends number, B extends number> = number extends A
  ? false
  : number extends B
    ? false
    : A extends B
      ? false
      : true;

/**
 * The shape of a matrix product: [n, k] x [k, m] → [n, m]; leading axes broadcast as batches;
 * a vector is a row on the left and a column on the right, and its axis goes away.
 */
export type MatMul<A extends Shape, B extends Shape> =
  UnknownRank<A> extends true
    ? Shape
    : UnknownRank<B> extends true
      ? Shape
      : A extends readonly [infer _K extends number]
        ? B extends readonly [infer _K2 extends number]
          ? []
          : B extends readonly [
                ...infer Batch extends Shape,
                infer _K2 extends number,
                infer M extends number,
              ]
            ? [...Batch, M]
            : Shape
        : A extends readonly [...infer BatchA extends Shape, infer N extends number, infer _K extends number]
          ? B extends readonly [infer _K2 extends number]
            ? [...BatchA, N]
            : B extends readonly [
                  ...infer BatchB extends Shape,
                  infer _K2 extends number,
                  infer M extends number,
                ]
              ? [...Broadcast<BatchA, BatchB>, N, M]
              : Shape
          : Shape;

/** The message for a product whose inner sizes differ, or never. */
export type MatMulError<A extends Shape, B extends Shape> =
  UnknownRank<A> extends true
    ? never
    : UnknownRank<B> extends true
      ? never
      : A extends readonly []
        ? `matmul: expected at least one axis on each side, got ${Text<A>} x ${Text<B>}`
        : B extends readonly []
          ? `matmul: expected at least one axis on each side, got ${Text<A>} x ${Text<B>}`
          : Differ<Last<A>, Inner<B>> extends true
            ? `matmul: inner sizes differ: ${Text<A>} x ${Text<B>}`
            : never;
type Last<S extends Shape> = S extends readonly [...Shape, infer L extends number] ? L : number;
type Inner<S extends Shape> = S extends readonly [infer K extends number]
  ? K
  : S extends readonly [...Shape, infer K extends number, number]
    ? K
    : number;

/** The axes in reverse order. */
export type Reverse<S extends Shape> =
  UnknownRank<S> extends true
    ? Shape
    : S extends readonly [...infer Rest extends Shape, infer Last extends number]
      ? [Last, ...Reverse<Rest>]
      : [];

/** An axis as an index from the front: -1 in a shape of rank 3 → 2. */
export type AxisIndex<
  S extends Shape,
  Axis extends number,
> = `${Axis}` extends `-${infer Back extends number}` ? FromBack<S, Back> : Axis;
type FromBack<
  S extends Shape,
  Back extends number,
  Taken extends readonly unknown[] = [],
> = Taken["length"] extends Back
  ? S["length"]
  : S extends readonly [...infer Rest extends Shape, number]
    ? FromBack<Rest, Back, [...Taken, 0]>
    : never;

/** An axis, or several. */
export type AxisOption = number | readonly number[];

/** The known indices of an axis option; `number` when they are not known. */
type AxisIndices<S extends Shape, Axis extends AxisOption> = Axis extends number
  ? number extends Axis
    ? number
    : AxisIndex<S, Axis>
  : Axis extends readonly number[]
    ? number extends Axis["length"]
      ? number
      : EachAxis<S, Axis>
    : number;

/** The indices of a list of axes, as a union. */
type EachAxis<S extends Shape, Axes extends readonly number[]> = Axes extends readonly [
  infer First extends number,
  ...infer Rest extends readonly number[],
]
  ? AxisIndex<S, First> | EachAxis<S, Rest>
  : never;

/** The shape that is left after reducing over an axis, several, or (undefined) all. */
export type Reduce<S extends Shape, Axis, KeepDims> = [Axis] extends [AxisOption]
  ? UnknownRank<S> extends true
    ? Shape
    : number extends AxisIndices<S, Axis>
      ? KeepDims extends true
        ? Every<S, number>
        : Shape
      : DropAxes<S, AxisIndices<S, Axis>, KeepDims, []>
  : [Axis] extends [undefined]
    ? KeepDims extends true
      ? Every<S, 1>
      : []
    : Shape;
/** As many axes as S, all of one size. */
export type Every<S extends Shape, Size extends number> =
  UnknownRank<S> extends true
    ? Shape
    : S extends readonly [number, ...infer Rest extends Shape]
      ? [Size, ...Every<Rest, Size>]
      : [];
type DropAxes<S extends Shape, Drop, KeepDims, Seen extends readonly unknown[]> = S extends readonly [
  infer First extends number,
  ...infer Rest extends Shape,
]
  ? Seen["length"] extends Drop
    ? KeepDims extends true
      ? [1, ...DropAxes<Rest, Drop, KeepDims, [...Seen, 0]>]
      : DropAxes<Rest, Drop, KeepDims, [...Seen, 0]>
    : [First, ...DropAxes<Rest, Drop, KeepDims, [...Seen, 0]>]
  : [];

/** A shape with another size in one axis, an index from the front or, when negative, from the back. */
export type ReplaceAxis<S extends Shape, Axis extends number, Size extends number> =
  UnknownRank<S> extends true
    ? Shape
    : number extends Axis
      ? Every<S, number>
      : ReplaceAt<S, AxisIndex<S, Axis>, Size, []>;
type ReplaceAt<
  S extends Shape,
  Index,
  Size extends number,
  Seen extends readonly unknown[],
> = S extends readonly [infer First extends number, ...infer Rest extends Shape]
  ? Seen["length"] extends Index
    ? [Size, ...Rest]
    : [First, ...ReplaceAt<Rest, Index, Size, [...Seen, 0]>]
  : [];

/**
 * A shape with a new axis before the one at an index from 0 to its rank; negative ones count from the end.
 */
export type InsertAxis<S extends Shape, Axis extends number, Size extends number> =
  UnknownRank<S> extends true
    ? Shape
    : number extends Axis
      ? Shape
      : InsertAt<S, AxisIndex<[...S, Size], Axis>, Size, []>;
type InsertAt<
  S extends Shape,
  Index,
  Size extends number,
  Seen extends readonly unknown[],
> = Seen["length"] extends Index
  ? [Size, ...S]
  : S extends readonly [infer First extends number, ...infer Rest extends Shape]
    ? [First, ...InsertAt<Rest, Index, Size, [...Seen, 0]>]
    : Shape;
