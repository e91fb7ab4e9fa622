import type { Shape } from "../../tensor/shape.js";
import type { Broadcast, Text, UnknownRank } from "../../tensor/shape-types.js";

/*
 * What attention does to shapes, as types, and the messages for shapes that do not fit one another.
 */

/** The output's shape: that of the queries with the width of the values. */
export type Attended<Q extends Shape, V extends Shape> =
  UnknownRank<Q> extends true
    ? Shape
    : Q extends readonly [...infer Lead extends Shape, number]
      ? V extends readonly [...Shape, infer Width extends number]
        ? [...Lead, Width]
        : [...Lead, number]
      : Shape;

/** The message for shapes that do not fit one another, or never. */
export type AttentionError<Q extends Shape, K extends Shape> = Q extends readonly [
  ...infer Lead extends Shape,
  number,
  infer Width extends number,
]
  ? K extends readonly [...infer Others extends Shape, number, infer KeyWidth extends number]
    ? HaveDiffering<[...Lead, Width], [...Others, KeyWidth]> extends true
      ? `scaledDotProductAttention: queries and keys differ in width: ${Text<Q>} and ${Text<K>}`
      : never
    : never
  : never;

/** The message for values that are not as many as the keys, or never. */
export type ValuesError<K extends Shape, V extends Shape> = K extends readonly [
  ...infer Keys extends Shape,
  number,
]
  ? V extends readonly [...infer Values extends Shape, number]
    ? HaveDiffering<Keys, Values> extends true
      ? `scaledDotProductAttention: expected a value for each key, got keys ${Text<K>} and values ${Text<V>}`
      : never
    : never
  : never;

/** The shape of the scores of queries and keys: [..., queries, keys]. */
export type ScoresOf<Q extends Shape, K extends Shape> = Q extends readonly [
  ...infer Lead extends Shape,
  infer Queries extends number,
  number,
]
  ? K extends readonly [...Shape, infer Keys extends number, number]
    ? [...Lead, Queries, Keys]
    : Shape
  : Shape;

/** The shape of the scores of several heads, [N, heads, queries, keys], for a query and a value [N, steps, in]. */
export type ScoresOfHeads<Q extends Shape, V extends Shape, Heads extends number> = Q extends readonly [
  infer N extends number,
  infer Queries extends number,
  number,
]
  ? V extends readonly [number, infer Keys extends number, number]
    ? [N, Heads, Queries, Keys]
    : Shape
  : Shape;

/** The message for a mask that does not stretch to the scores, or never. */
export type MaskError<Where extends string, Scores extends Shape, M extends Shape> =
  UnknownRank<M> extends true
    ? never
    : UnknownRank<Scores> extends true
      ? never
      : Stretches<M, Scores> extends true
        ? never
        : `${Where}: a mask ${Text<M>} does not stretch to scores ${Text<Scores>}`;

/** The message for a value of other examples than the query's, or never. */
export type ExamplesError<Where extends string, Q extends Shape, V extends Shape> = Q extends readonly [
  infer N extends number,
  number,
  number,
]
  ? V extends readonly [infer Others extends number, number, number]
    ? HaveDiffering<[N], [Others]> extends true
      ? `${Where}: expected value [${N}, keys, in] for the query ${Text<Q>}, got ${Text<V>}`
      : never
    : never
  : never;

/** Whether broadcasting a shape with another gives the other. */
type Stretches<M extends Shape, Whole extends Shape> =
  HaveDiffering<Broadcast<M, Whole>, Whole> extends true ? false : true;

/** Whether two shapes have known sizes that differ. */
type HaveDiffering<A extends Shape, B extends Shape> =
  UnknownRank<A> extends true
    ? false
    : UnknownRank<B> extends true
      ? false
      : A extends readonly [infer X, ...infer RestA extends Shape]
        ? B extends readonly [infer Y, ...infer RestB extends Shape]
          ? [X] extends [never]
            ? true
            : number extends X
              ? HaveDiffering<RestA, RestB>
              : number extends Y
                ? HaveDiffering<RestA, RestB>
                : [X] extends [Y]
                  ? HaveDiffering<RestA, RestB>
                  : true
          : true
        : B extends readonly [unknown, ...Shape]
          ? true
          : false;
