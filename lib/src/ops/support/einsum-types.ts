import type { OperandShape } from "../../tensor/operand.js";
import type { Shape } from "../../tensor/shape.js";
import type { Text, UnknownRank } from "../../tensor/shape-types.js";

/** The letters met so far, each with its size: `["i", 4] | ["j", 2]`. */
interface Met<Known> {
  readonly known: Known;
}

/** The message for a formula, written out, that does not fit its tensors, or never. */
export type EinsumError<Formula extends string, Xs extends readonly unknown[]> = string extends Formula
  ? never
  : Formula extends `${string}.${string}` | `${string} ${string}`
    ? never
    : Formula extends `${infer Parts}->${string}`
      ? Fit<Parts, Xs, never>
      : Fit<Formula, Xs, never>;

/** Part after part. */
type Fit<Parts extends string, Xs extends readonly unknown[], Known> = Xs extends readonly [
  infer X,
  ...infer Rest,
]
  ? Parts extends `${infer Part},${infer More}`
    ? FitPart<Part, OperandShape<X>, Known> extends infer Result
      ? Result extends Met<infer Now>
        ? Fit<More, Rest, Now>
        : Result
      : never
    : FitPart<Parts, OperandShape<X>, Known> extends infer Message extends string
      ? Message
      : never
  : never;

/** What is known after one part, or a message. */
type FitPart<Part extends string, S extends Shape, Known> =
  UnknownRank<S> extends true
    ? Met<Known>
    : FitLetters<Part, S, Known> extends infer Result
      ? Result extends "axes"
        ? `einsum: expected a letter for each axis of ${Text<S>}, got "${Part}"`
        : Result
      : never;

type FitLetters<
  Letters extends string,
  S extends Shape,
  Known,
> = Letters extends `${infer Letter}${infer More}`
  ? S extends readonly [infer Size extends number, ...infer Rest extends Shape]
    ? number extends Size
      ? FitLetters<More, Rest, Known>
      : [Extract<Known, readonly [Letter, unknown]>] extends [never]
        ? FitLetters<More, Rest, Known | [Letter, Size]>
        : Extract<Known, readonly [Letter, unknown]> extends readonly [unknown, infer Before extends number]
          ? Before extends Size
            ? FitLetters<More, Rest, Known>
            : `einsum: expected one size for ${Letter}, got ${Before} and ${Size}`
          : never
    : "axes"
  : S extends readonly []
    ? Met<Known>
    : "axes";
