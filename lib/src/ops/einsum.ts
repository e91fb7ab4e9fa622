import { OptionError, ShapeError } from "../errors.js";
import { type Arithmetic, arithmetic } from "../tensor/dtype.js";
import type { Operand } from "../tensor/operand.js";
import { formatShape, type Shape, sizeOf } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import type { ConcatDType } from "./concat.js";
import { matmul } from "./matmul.js";
import { mul } from "./mul.js";
import { reshape } from "./reshape.js";
import { sum } from "./sum.js";
import { operand } from "./support/operands.js";
import { transpose } from "./transpose.js";

/** A tensor whose axes have letters. */
interface Labelled {
  readonly x: Operand;
  readonly axes: string;
}

/**
 * Products and sums over named axes: letters that the result does not name are summed over.
 *
 * `"ij,jk->ik"` is a matrix product, `"bij,bjk->bik"` one for each b, `"i,j->ij"` an outer product,
 * `"ij->ji"` a transpose, `"ij->"` a sum. More than two tensors are taken from left to right.
 * Throws OptionError when the formula is not of that form or a letter stands twice in one operand,
 * ShapeError when a letter has two sizes or an operand another number of axes.
 *
 * @example
 * const a = tensor([[1, 2], [3, 4]]);
 * einsum("ij,ij->i", [a, a]).toArray() // [5, 25]
 */
export function einsum<const Xs extends readonly Operand[]>(
  formula: string,
  operands: Xs,
): Tensor<Shape, Arithmetic<ConcatDType<Xs>>> {
  const { inputs, result } = parse(formula, operands);
  const last = inputs.length - 1;
  let sofar = sumUnused(
    inputs[0]!,
    inputs
      .slice(1)
      .map((input) => input.axes)
      .join("") + result,
  );
  for (let i = 1; i <= last; i++) {
    const later =
      inputs
        .slice(i + 1)
        .map((input) => input.axes)
        .join("") + result;
    const right = sumUnused(inputs[i]!, sofar.axes + later);
    sofar = contract(sofar, right, later);
  }
  return order(sofar, result).x as Tensor<Shape, Arithmetic<ConcatDType<Xs>>>;
}

function parse(
  formula: string,
  operands: readonly Operand[],
): { inputs: readonly Labelled[]; result: string } {
  const match = /^([a-zA-Z,\s]*)->\s*([a-zA-Z\s]*)$/.exec(formula);
  const [, left = "", right = ""] = match ?? [];
  const names = left.replace(/\s/g, "").split(",");
  const result = right.replace(/\s/g, "");
  const sound =
    match !== null && names.length === operands.length && distinct(result) && names.every(distinct);
  if (!sound || ![...result].every((letter) => names.join("").includes(letter))) {
    throw new OptionError(
      `einsum: expected a formula such as "ij,jk->ik" with one part for each of ${operands.length} tensors and each letter once in a part, got ${JSON.stringify(formula)}; try "ij,jk->ik"`,
    );
  }
  const sizes = new Map<string, number>();
  const inputs = operands.map((x, i) => {
    const values = operand("einsum", x, arithmetic);
    const axes = names[i]!;
    const fits =
      axes.length === x.shape.length &&
      [...axes].every((letter, axis) => {
        const known = sizes.get(letter) ?? x.shape[axis]!;
        sizes.set(letter, known);
        return known === x.shape[axis];
      });
    if (!fits) {
      throw new ShapeError(
        `einsum: expected tensors that fit ${JSON.stringify(formula)}, got ${operands.map((o) => formatShape(o.shape)).join(" and ")}; try one letter for each axis and equal sizes for equal letters`,
      );
    }
    return { x: values, axes };
  });
  return { inputs, result };
}

function distinct(letters: string): boolean {
  return new Set(letters).size === letters.length;
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
