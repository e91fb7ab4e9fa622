import { type Arithmetic, arithmetic } from "../tensor/dtype.js";
import type { Operand, OperandShape } from "../tensor/operand.js";
import { type Shape, sizeOf } from "../tensor/shape.js";
import type { Demand } from "../tensor/shape-types.js";
import type { Tensor } from "../tensor/tensor.js";
import type { ConcatDType } from "./concat.js";
import { matmul } from "./matmul.js";
import { mul } from "./mul.js";
import { reshape } from "./reshape.js";
import { type Range, slice } from "./slice.js";
import { sum } from "./sum.js";
import { readFormula } from "./support/einsum-formula.js";
import type { EinsumError } from "./support/einsum-types.js";
import { operand } from "./support/operands.js";
import { transpose } from "./transpose.js";

/** A tensor whose axes have letters. */
interface Labelled {
  readonly x: Operand;
  readonly axes: string;
}

/** Letters with their sizes: `"ij"` over [4, 2] is ["i", 4] | ["j", 2]. */
type Sizes<Letters extends string, S extends Shape> = Letters extends `${infer Letter}${infer More}`
  ? S extends readonly [infer Size, ...infer Rest extends Shape]
    ? [Letter, Size] | Sizes<More, Rest>
    : never
  : never;

/** The same of all parts of a formula. */
type AllSizes<Parts extends string, Xs extends readonly unknown[]> = Xs extends readonly [
  infer X,
  ...infer Rest,
]
  ? Parts extends `${infer Part},${infer More}`
    ? Sizes<Part, OperandShape<X>> | AllSizes<More, Rest>
    : Sizes<Parts, OperandShape<X>>
  : never;

/** The sizes of some letters; number where they are not known. */
type SizesOf<Letters extends string, Known> = Letters extends `${infer Letter}${infer More}`
  ? [
      [Extract<Known, [Letter, unknown]>] extends [[unknown, infer N extends number]] ? N : number,
      ...SizesOf<More, Known>,
    ]
  : [];

/** The result's shape, where the formula is written out: with `->`, without `...` and blanks. */
export type EinsumShape<Formula extends string, Xs extends readonly unknown[]> = Formula extends
  | `${string}.${string}`
  | `${string} ${string}`
  ? Shape
  : Formula extends `${infer Parts}->${infer Result}`
    ? SizesOf<Result, AllSizes<Parts, Xs>>
    : Shape;

/**
 * Products and sums over named axes: letters that the result does not name are summed over.
 *
 * `"ij,jk->ik"` is a matrix product, `"bij,bjk->bik"` one for each b, `"i,j->ij"` an outer product,
 * `"ij->ji"` a transpose, `"ij->"` a sum. A letter that stands twice in one part takes the diagonal: `"ii->i"`, and
 * `"ii->"` is the trace. `...` stands for all other axes, which broadcast: `"...ij,...jk->...ik"`. Without `->` the
 * result has the letters that stand once, in alphabetical order: `"ij,jk"`. More than two tensors are taken from left to
 * right. The type carries the shape of a formula with `->` and without `...`, and refuses a letter with two sizes.
 * Throws OptionError for a formula that cannot be read or has not one part for each tensor, ShapeError when a letter
 * has two sizes or a tensor another number of axes.
 *
 * @example
 * const a = tensor([[1, 2], [3, 4]]);
 * einsum("ij,ij->i", [a, a]).toArray() // [5, 25]
 * einsum("ii", [a]).item() // 5
 */
export function einsum<const Formula extends string, const Xs extends readonly Operand[]>(
  // Not on the list: TypeScript 5.0 would no longer see it as one of known length.
  formula: Formula & Demand<EinsumError<Formula, Xs>>,
  operands: Xs,
): Tensor<EinsumShape<Formula, Xs>, Arithmetic<ConcatDType<Xs>>> {
  const { parts, result, sizes } = readFormula(formula, operands);
  const inputs = operands.map((x, i) =>
    diagonal(unstretched({ x: operand("einsum", x, arithmetic), axes: parts[i]! }, sizes)),
  );
  const laterThan = (i: number): string =>
    inputs
      .slice(i + 1)
      .map(({ axes }) => axes)
      .join("") + result;
  let sofar = sumUnused(inputs[0]!, laterThan(0));
  for (let i = 1; i < inputs.length; i++) {
    sofar = contract(sofar, sumUnused(inputs[i]!, sofar.axes + laterThan(i)), laterThan(i));
  }
  const { x } = order(sofar, result);
  // A result is a tensor of its own, also where nothing is to be done.
  const own = operands.includes(x) ? transpose(x, [...x.shape.keys()]) : x;
  return own as Operand as Tensor<EinsumShape<Formula, Xs>, Arithmetic<ConcatDType<Xs>>>;
}

/** Without the axes of size 1 that another tensor stretches: a product repeats the values along them by itself. */
function unstretched({ x, axes }: Labelled, sizes: ReadonlyMap<string, number>): Labelled {
  const kept = [...axes].filter((letter, axis) => x.shape[axis] === sizes.get(letter));
  if (kept.length === axes.length) return { x, axes };
  return {
    x: reshape(
      x,
      kept.map((letter) => sizes.get(letter)!),
    ),
    axes: kept.join(""),
  };
}

/** The values whose positions along axes of one letter are the same; the letter stands once then. */
function diagonal({ x, axes }: Labelled): Labelled {
  const twice = [...axes].find((letter, axis) => axes.indexOf(letter) !== axis);
  if (twice === undefined) return { x, axes };
  const first = axes.indexOf(twice);
  const second = axes.indexOf(twice, first + 1);
  const rest = Array.from(axes, (_, axis) => axis).filter((axis) => axis !== first && axis !== second);
  const n = x.shape[first]!;
  const sizes = rest.map((axis) => x.shape[axis]!);
  // Row after row, the values of a diagonal of n stand n + 1 places apart.
  const flat: Operand = reshape(transpose(x, [...rest, first, second]) as Operand, [...sizes, n * n]);
  const ranges: Range[] = [...rest.map(() => null), [0, n * n, n + 1]];
  return diagonal({
    x: slice(flat, ranges) as Operand,
    axes: rest.map((axis) => axes[axis]).join("") + twice,
  });
}

/** Sums away the axes that nobody needs any more. */
function sumUnused({ x, axes }: Labelled, needed: string): Labelled {
  const away = [...axes].flatMap((letter, axis) => (needed.includes(letter) ? [] : [axis]));
  if (away.length === 0) return { x, axes };
  return { x: sum(x, away), axes: [...axes].filter((letter) => needed.includes(letter)).join("") };
}

/** Puts the axes in the order of some letters, which are the same ones. */
function order({ x, axes }: Labelled, letters: string): Labelled {
  if (axes === letters) return { x, axes };
  return {
    x: transpose(
      x,
      [...letters].map((letter) => axes.indexOf(letter)),
    ),
    axes: letters,
  };
}

/**
 * Multiplies two tensors and sums over the letters they share that nobody needs later: one batched
 * product.
 */
function contract(a: Labelled, b: Labelled, later: string): Labelled {
  const shared = [...a.axes].filter((letter) => b.axes.includes(letter));
  const batch = shared.filter((letter) => later.includes(letter)).join("");
  const inner = shared.filter((letter) => !later.includes(letter)).join("");
  const rows = [...a.axes].filter((letter) => !b.axes.includes(letter)).join("");
  const columns = [...b.axes].filter((letter) => !a.axes.includes(letter)).join("");
  const left = order(a, batch + rows + inner);
  const right = order(b, batch + inner + columns);
  const sizes = (labelled: Labelled, letters: string) =>
    [...letters].map((l) => labelled.x.shape[labelled.axes.indexOf(l)]!);
  const batchSizes = sizes(left, batch);
  const m = sizes(left, rows);
  const n = sizes(right, columns);
  const k = sizeOf(sizes(left, inner));
  const x: Operand = reshape(left.x, [sizeOf(batchSizes), sizeOf(m), k]);
  const y: Operand = reshape(right.x, [sizeOf(batchSizes), k, sizeOf(n)]);
  // With nothing to sum over, a plain product avoids adding each term to a zero.
  const product: Operand = inner === "" ? mul(x, y) : matmul(x, y);
  return { x: reshape(product, [...batchSizes, ...m, ...n]), axes: batch + rows + columns };
}
