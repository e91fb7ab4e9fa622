import type { CellName } from "../compiler/cell-syntax.js";
import type { Dialect } from "../compiler/dialect.js";
import type { BoundFile } from "../compiler/typescript.js";

/** A checked cell as later cells see it. */
export interface CellModule {
  readonly path: string;
  readonly names: ReadonlyMap<string, CellName>;
  /** Paths of the cells it takes names from. */
  readonly imports: ReadonlySet<string>;
  readonly file: BoundFile;
  readonly module: DefinedModule | undefined;
}

/** A file of the notebook's folder that is no file but a cell. */
export interface DefinedModule {
  readonly file: string;
  readonly text: string;
}

/** The file of the notebook's folder that a cell stands for. */
export function moduleFile(name: string, dialect: Dialect): string {
  return `${name.replace(/^\.\//, "")}.${dialect === "jsx" ? "js" : dialect}`;
}

/** How the glue of one cell names another: no package can be called that. */
export const CELL_SCHEME = "cell:";
