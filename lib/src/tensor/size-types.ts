/**
 * Arithmetic of sizes as types: what TypeScript computes about sums and parts of sizes before anything runs.
 * The recursions go over the digits of a size, so that their depth is that of its decimal notation.
 */

/** Each digit as that many entries. */
interface Entries {
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

type TenTimes<T extends readonly 0[]> = [...T, ...T, ...T, ...T, ...T, ...T, ...T, ...T, ...T, ...T];

/** As many entries as a size of at most three digits says. */
type EntriesOf<
  Digits extends string,
  Done extends readonly 0[] = [],
> = Digits extends `${infer Digit extends keyof Entries}${infer More}`
  ? EntriesOf<More, [...TenTimes<Done>, ...Entries[Digit]]>
  : Done;

/** True for a size that is known and has at most three digits: what tuples can count without delay. */
type Countable<N extends number> = number extends N
  ? false
  : `${N}` extends `${string}${string}${string}${infer More}`
    ? More extends ""
      ? true
      : false
    : true;

/** A + B, or number where one of them is not known or above 999. */
export type AddSizes<A extends number, B extends number> =
  Countable<A> extends true
    ? Countable<B> extends true
      ? [...EntriesOf<`${A}`>, ...EntriesOf<`${B}`>]["length"] & number
      : number
    : number;

/** The sum of a list of sizes. */
export type SumSizes<Sizes extends readonly number[], Sofar extends number = 0> = Sizes extends readonly [
  infer First extends number,
  ...infer Rest extends readonly number[],
]
  ? SumSizes<Rest, AddSizes<Sofar, First>>
  : Sizes extends readonly []
    ? Sofar
    : number;

/** Size / Parts, `never` where it is no whole number, number where one is not known or there are above 999 parts. */
export type DivideSize<Size extends number, Parts extends number> = number extends Size
  ? number
  : Countable<Parts> extends true
    ? LongDivision<`${Size}`, EntriesOf<`${Parts}`>>
    : number;

/** Division as on paper: digit after digit, what is left over goes before the next one. */
type LongDivision<
  Digits extends string,
  Parts extends readonly 0[],
  Left extends readonly 0[] = [],
  Quotient extends string = "",
> = Digits extends `${infer Digit extends keyof Entries}${infer More}`
  ? Take<[...TenTimes<Left>, ...Entries[Digit]], Parts> extends readonly [
      infer Rest extends readonly 0[],
      infer Times extends number,
    ]
    ? LongDivision<More, Parts, Rest, Quotient extends "0" | "" ? `${Times}` : `${Quotient}${Times}`>
    : never
  : Left extends readonly []
    ? Quotient extends `${infer N extends number}`
      ? N
      : never
    : never;

/** How often Parts, which is not empty, can be taken away, and what is left then. */
type Take<
  From extends readonly 0[],
  Parts extends readonly 0[],
  Times extends readonly 0[] = [],
> = Parts extends readonly []
  ? never
  : From extends readonly [...Parts, ...infer Rest extends readonly 0[]]
    ? Take<Rest, Parts, [...Times, 0]>
    : [From, Times["length"]];
