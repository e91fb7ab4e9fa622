import { blocksOf } from "../../reference/blocks.js";

/*
 * A chain: element-wise operations over one matrix of rows and columns, and sums over its rows, that are computed
 * together, so that what lies between two of them stays in a register. The recorder finds chains in a step
 * (recorder/chains.ts), compile.ts turns each into a WebAssembly function.
 */

/** How a value spreads over the matrix: one of each element, of each column, of each row, or a single one. */
export type Spread = "matrix" | "row" | "column" | "one";

/** Operations that a chain may have. `step` is a > b as 1 or 0, `copy` a value that is repeated. */
export type ChainOperation =
  | "abs"
  | "add"
  | "copy"
  | "div"
  | "maximum"
  | "minimum"
  | "mul"
  | "neg"
  | "relu"
  | "sqrt"
  | "step"
  | "sub"
  | "sum";

/** One operation on numbered values. The result of `sum` is a row: a sum of each column. */
export interface ChainStep {
  readonly operation: ChainOperation;
  readonly inputs: readonly number[];
  readonly output: number;
}

export interface Chain {
  readonly rows: number;
  readonly columns: number;
  /** How each value spreads. */
  readonly spreads: readonly Spread[];
  readonly steps: readonly ChainStep[];
  /** The values that lie in memory: all that no step makes, and those that are read later. */
  readonly arrays: readonly number[];
}

/** Registers side by side in a strip of columns: a line of the cache. */
export const WIDE = 4;

/**
 * Bytes that one level takes of the tree in which a chain joins the blocks of its sums, side by side for a strip of
 * columns; 0 for a chain without sums over many rows.
 */
export function levelBytes({ rows, steps }: Chain): number {
  const sums = steps.filter(({ operation }) => operation === "sum").length;
  return blocksOf(rows) > 1 ? sums * WIDE * 16 : 0;
}

/** Whether a chain is computed in strips of columns, from the first row to the last, and not row by row. */
export function byColumns({ spreads, steps }: Chain): boolean {
  return steps.some(({ output }) => spreads[output] === "row");
}

/**
 * In which pass over the rows each value is made: a sum is known after the pass of what it sums. Values that no
 * step makes are there from the start.
 */
export function passes({ spreads, steps }: Pick<Chain, "spreads" | "steps">): readonly number[] {
  const found = spreads.map(() => 0);
  for (const { operation, inputs, output } of steps) {
    const pass = Math.max(...inputs.map((input) => found[input]!));
    found[output] = operation === "sum" ? pass + 1 : pass;
  }
  return found;
}
