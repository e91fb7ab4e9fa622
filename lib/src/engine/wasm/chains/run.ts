import type { Values } from "../../../tensor/dtype.js";
import type { Arena } from "../arena.js";
import { treeBytes } from "../blocks.js";
import { type Kernel, type Split, shareCall } from "../share.js";
import { byColumns, type Chain, levelBytes } from "./chain.js";

/** What one operation on a value in a register costs, and one array in memory, in multiplications of a product. */
const OPERATION = 1;
const ARRAY = 2;

/** A compiled chain on arrays that stay where they are, ready to run. */
export function bindChain(arena: Arena, kernel: Kernel, chain: Chain, arrays: readonly Values[]): () => void {
  const { rows, columns, spreads, steps } = chain;
  const addresses = arrays.map((array) => array.byteOffset);
  const own = treeBytes(rows, levelBytes(chain));
  const matrices = chain.arrays.filter((value) => spreads[value] === "matrix").length;
  const split = { ...cut(chain), work: rows * columns * (steps.length * OPERATION + matrices * ARRAY) };
  const scratch = { [arrays.length + 2]: own };
  return () => {
    const tree = own === 0 ? 0 : arena.scratch(own * arena.threads);
    shareCall(arena, kernel, [...addresses, rows, columns, tree], { ...split, scratch });
  };
}

/** How a chain can be cut: strips of columns where it sums over rows, else rows, or any values when it has one row. */
function cut(chain: Chain): Omit<Split, "work"> {
  const { rows, columns, spreads, arrays } = chain;
  const moves = (of: { readonly [spread: string]: number }) =>
    Object.fromEntries(arrays.map((value, i) => [i, of[spreads[value]!] ?? 0]));
  if (byColumns(chain)) return { size: arrays.length + 1, moves: moves({ matrix: 4, row: 4 }), unit: 16 };
  if (rows === 1) return { size: arrays.length + 1, moves: moves({ matrix: 4, row: 4 }), unit: 1024 };
  // Rows that end within a register overrun into the next: parts would into each other.
  const unit = columns % 4 === 0 ? 1 : rows;
  return { size: arrays.length, moves: moves({ matrix: 4 * columns, column: 4 }), unit };
}
