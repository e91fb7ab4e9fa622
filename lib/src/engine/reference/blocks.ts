import type { Values } from "../../tensor/dtype.js";

/*
 * Long sums. The rounding error of a running sum grows with the number of its terms, so sums of more than 4,096 terms
 * are cut into blocks of 256 terms, each of which is a sum of its own from +0. The sums of the blocks are joined in a
 * tree: neighbours are added in pairs, these sums in pairs again, and so on; an odd one at the end goes up as it is.
 * A block of a row is four running sums of 64 terms; where it is one, sums of more than 2^20 terms have blocks of 64.
 *
 * Terms that add nothing, such as places in the border of a convolution, count, so that blocks begin at the same terms
 * for every value of the result.
 */

/** Sums of up to this many terms are one block. */
const SHORT = 4096;
/** Terms of a block of longer sums; the last one may have fewer. */
export const BLOCK = 256;

/** Terms of a block that is one running sum. */
export function runOf(terms: number): number {
  return terms > 2 ** 20 ? 64 : BLOCK;
}

/** How many blocks a sum of so many terms has; they are running sums unless a size is given. */
export function blocksOf(terms: number, block = runOf(terms)): number {
  return terms <= SHORT ? 1 : Math.ceil(terms / block);
}

/** A sum of so many terms from the sums of its blocks, given the terms from…to - 1 of each, and of two neighbours. */
export function inBlocks<T>(
  terms: number,
  sum: (from: number, to: number) => T,
  join: (a: T, b: T) => T,
  block = runOf(terms),
): T {
  const blocks = blocksOf(terms, block);
  if (blocks === 1) return sum(0, terms);
  const tree = (first: number, count: number): T => {
    if (count === 1) return sum(first * block, Math.min((first + 1) * block, terms));
    // Pairs, pairs of pairs, …: on the left the greatest power of two that leaves some for the right.
    const left = 1 << (31 - Math.clz32(count - 1));
    return join(tree(first, left), tree(first + left, count - left));
  };
  return tree(0, blocks);
}

/** Adds the terms from…to - 1 of some sums side by side to out[at], out[at + 1], … */
export type AddTerms = (out: Values, at: number, from: number, to: number) => void;

/** out[at…at + width - 1] = sums of so many terms. */
export function sumSideBySide(terms: number, out: Values, at: number, width: number, add: AddTerms): void {
  if (blocksOf(terms) === 1) {
    out.fill(0, at, at + width);
    add(out, at, 0, terms);
    return;
  }
  const free: Values[] = [];
  const total = inBlocks(
    terms,
    (from, to) => {
      const row = free.pop() ?? out.slice(0, width);
      row.fill(0);
      add(row, 0, from, to);
      return row;
    },
    (a, b) => {
      for (let j = 0; j < width; j++) a[j] = a[j]! + b[j]!;
      free.push(b);
      return a;
    },
  );
  out.set(total, at);
}
