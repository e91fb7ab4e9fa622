import type { CellProblem, CompiledCell } from "../cell-contract.js";
import { cellHash } from "../cell-hash.js";

/** A cell that must not run, and why. */
export function notCompiled(source: string, problems: readonly CellProblem[]): CompiledCell {
  return {
    problems,
    names: [],
    declares: [],
    script: "",
    isAsync: false,
    sourceMap: undefined,
    hash: cellHash(source),
  };
}
