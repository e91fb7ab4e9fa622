import type { Program, ResolvedModuleFull, SourceFile } from "typescript";
import { type BoundFile, type CellChecker, type CheckerHost, internals, ts } from "../compiler/typescript.js";
import { CELL_SCHEME } from "./cell-module.js";

/** Cells checked or completed with one checker before it is replaced by a fresh one. */
const MOST_CELLS = 400;

/** What the module specifiers in a cell stand for. */
export type Resolutions = ReadonlyMap<string, ResolvedModuleFull | undefined>;

/**
 * A type checker that lives on from cell to cell.
 *
 * A checker does its work lazily, file by file, and a module changes nothing outside itself. So a new cell
 * needs no new program and no new checker: it is parsed, bound and added to what the living checker sees,
 * and costs only its own check, however long the session. A fresh checker is made when the program
 * changes (a first import of a package, a changed local file), when a cell augments the global scope, and
 * now and then to let go of what old cells left in it.
 */
export class LivingChecker {
  #program: CheckerHost;
  #checker: CellChecker;
  #host: CheckerHost;
  readonly #cells = new Map<string, BoundFile>();
  readonly #resolutions = new WeakMap<SourceFile, Resolutions>();
  /** Cells that change the global scope stay for good. */
  readonly #augmenting = new Set<BoundFile>();
  /** Every path the checker has seen: it files its diagnostics under them. */
  readonly #paths = new Set<string>();
  #age = 0;
  #serial = 0;

  constructor(program: Program) {
    this.#program = program as CheckerHost;
    this.#host = this.#createHost();
    this.#checker = internals.createTypeChecker(this.#host);
  }

  get checker(): CellChecker {
    return this.#checker;
  }

  /** The program as the checker sees it, cells among its files. */
  get host(): CheckerHost {
    return this.#host;
  }

  get isOld(): boolean {
    return this.#age >= MOST_CELLS;
  }

  get isAgeing(): boolean {
    return this.#age >= MOST_CELLS / 2;
  }

  /** A path that the checker has not seen. */
  pathFor(folder: string, name: string): string {
    let path = `${folder}/${name}.ts`;
    while (this.#paths.has(path)) path = `${folder}/${name}~${++this.#serial}.ts`;
    this.#paths.add(path);
    return path;
  }

  /** Lets the checker see a cell that was parsed and bound. */
  add(file: BoundFile, resolutions: Resolutions): void {
    this.#cells.set(file.path, file);
    this.#resolutions.set(file, resolutions);
    this.#age++;
  }

  /** From now on a cell's `declare global` counts; a fresh checker is needed for that. */
  augment(file: BoundFile): void {
    this.#augmenting.add(file);
  }

  /** Takes a cell away again. @returns whether that changes the global scope */
  remove(path: string): boolean {
    const file = this.#cells.get(path);
    this.#cells.delete(path);
    return file !== undefined && this.#augmenting.delete(file);
  }

  /** Takes every cell away. @returns whether that changes the global scope */
  clear(): boolean {
    const changes = this.#augmenting.size > 0;
    this.#cells.clear();
    this.#augmenting.clear();
    return changes;
  }

  /** Makes a fresh checker over what is still in use. @returns paths of the cells that were let go */
  renew(program: Program, inUse: ReadonlySet<string>): readonly string[] {
    const augmenting = new Set([...this.#augmenting].map((file) => file.path));
    const dropped = [...this.#cells.keys()].filter((path) => !inUse.has(path) && !augmenting.has(path));
    for (const path of dropped) this.#cells.delete(path);
    this.#age = 0;
    this.#paths.clear();
    for (const path of this.#cells.keys()) this.#paths.add(path);
    this.#program = program as CheckerHost;
    this.#host = this.#createHost();
    this.#checker = internals.createTypeChecker(this.#host);
    return dropped;
  }

  #createHost(): CheckerHost {
    const program = this.#program;
    const cells = this.#cells;
    const cellFile = (name: string) => cells.get(name.slice(CELL_SCHEME.length));
    return Object.assign(Object.create(program) as CheckerHost, {
      getTypeChecker: () => this.#checker,
      getSourceFile: (path: string) => cells.get(path) ?? program.getSourceFile(path),
      getSourceFiles: () => [...program.getSourceFiles(), ...this.#augmenting],
      getResolvedModule: (file: BoundFile, name: string, mode: unknown) => {
        if (name.startsWith(CELL_SCHEME)) {
          const resolvedFileName = cellFile(name)?.path;
          if (resolvedFileName === undefined) return undefined;
          return { resolvedModule: { resolvedFileName, extension: ts.Extension.Ts } };
        }
        if (program.getSourceFile(file.fileName) === file) return program.getResolvedModule(file, name, mode);
        const resolvedModule = this.#resolutions.get(file)?.get(name);
        return resolvedModule && { resolvedModule };
      },
    });
  }
}
