/**
 * What the front process, the session process and the type service say to one another about a cell.
 *
 * The way of a cell: the front sends its text to the type service (`compile`); without an error it
 * sends the script it got to the session, which runs it; then it tells the type service whether the cell
 * ran to its end (`commit`).
 */

/**
 * What a kernel's cells are written in. JavaScript is compiled by the same compiler, with the types that it infers for
 * the editor; but a cell runs whatever is said of its types.
 */
export type Language = "typescript" | "javascript";

/** A cell as the front hands it to the type service. */
export interface CellRequest {
  readonly source: string;
  /**
   * A number no other cell of this kernel has. It is the execution_count where the cell has one; requests
   * without one (silent, store_history false, user_expressions) get numbers from 1,000,000 up.
   */
  readonly cell: number;
  /** The folder the notebook lives in: imports and tsconfig.json are looked up from here. */
  readonly directory: string;
  /** Whether loops ask now and then if they are to stop, where nothing else can stop them: {@link TickingRuntime}. */
  readonly ticks?: boolean;
  /** Its errors are warnings, whatever tsconfig.json says: it has run unchecked, and later cells see its names. */
  readonly onlyWarns?: boolean;
}

/** Something the type checker (or parser) has to say about a cell. */
export interface CellProblem {
  /** For example `TS2322`. */
  readonly code: string;
  readonly category: "error" | "warning";
  readonly message: string;
  /** The user's file that it is about, from the notebook's folder; undefined for the cell itself. */
  readonly file?: string | undefined;
  /** 1-based, in the cell (or file) as the user wrote it. */
  readonly line: number;
  /** 1-based, in UTF-16 units. */
  readonly column: number;
  /** How much of the text is meant, in UTF-16 units; it may reach over lines. */
  readonly length: number;
  /** The source line(s) and a caret, without colors. */
  readonly frame: string;
}

/** A value that a cell binds at its top level. */
export interface CompiledName {
  /** As the cell says it. */
  readonly name: string;
  /** The variable that holds it in the script. It has another name where the cell's would hide a global. */
  readonly variable: string;
  /** Is it imported? Then the script reads it from its module, and the variable has its value as of the import. */
  readonly isLive: boolean;
}

/**
 * A cell made ready to run, wherever it runs: what the session runs, a page, and what a debugger has to know to speak of
 * the cell as the user wrote it.
 */
export interface CompiledCell {
  /** With any `error` among them the cell must not run. */
  readonly problems: readonly CellProblem[];
  /**
   * JavaScript names of the cell's top-level bindings. The session declares each one it does not know yet
   * with a REPL-mode `let` before it runs the script, so that the script only ever assigns.
   */
  readonly declares: readonly string[];
  /** What the cell binds, in its own words. */
  readonly names: readonly CompiledName[];
  /**
   * JavaScript for V8's REPL mode. It speaks to the session through one global, {@link CELL_BINDING}.
   * An asynchronous cell (imports, top-level await) is a single call
   * `__cell__.run(async (__cell__) => { ... })`: the parameter is the cell's own handle, so that a body that
   * was interrupted and goes on later cannot speak for another cell.
   */
  readonly script: string;
  readonly isAsync: boolean;
  /** A version 3 source map as JSON, or undefined when every line and column is where the user wrote it. */
  readonly sourceMap: string | undefined;
  /** What the cell's text is known by: `cellHash`. */
  readonly hash: number;
}

/** The name of the one global that compiled scripts use. */
export const CELL_BINDING = "__cell__";

/** What a compiled script sees as {@link CELL_BINDING}. */
export interface CellRuntime {
  /** Marks the value of the cell's last expression; shown if it is not undefined. Returns the value. */
  result<T>(value: T): T;
  /** Takes over the body of an asynchronous cell; the session calls it once and holds its promise. */
  run(body: (cell: CellRuntime) => Promise<unknown>): void;
  /**
   * Loads a module as `import * as ns from specifier` would from the notebook's folder and returns its
   * namespace object: ES modules, CommonJS, JSON, node: built-ins, local .ts files; local files are loaded
   * anew when they have changed. `tslab` and `gradbook-kernel` are the kernel's own modules
   * (`kernel/src/tslab.ts`, `kernel/src/index.ts`), whatever is installed; take their types from there.
   */
  import(specifier: string, options?: { readonly with?: Readonly<Record<string, string>> }): Promise<object>;
  /** Makes a file of the notebook's folder of a cell that defines a module. */
  define(file: string, text: string): void;
  /** Stands for `import.meta`: url, dirname, filename and resolve, of the notebook's folder. */
  readonly meta: object;
  /** Runs a `!command` line in a shell with live output; resolves when it ended. */
  shell(command: string): Promise<void>;
}

/** What a script that was compiled with `ticks` sees besides. */
export interface TickingRuntime extends CellRuntime {
  /**
   * Throws if the cell is to stop. Loops ask now and then, `catch` and `finally` first of all.
   * @returns after how many turns of the loop to ask again
   */
  tick(): number;
}
// `require`, `module`, `exports`, `__dirname` and `__filename` are plain globals of the session.

/** A completion or inspection position: an offset in UTF-16 units in `source`. */
export interface SourcePosition {
  readonly source: string;
  readonly offset: number;
  readonly directory: string;
}

export interface CompletionAnswer {
  readonly matches: readonly string[];
  /** The range the matches replace, in UTF-16 units. */
  readonly start: number;
  readonly end: number;
  /** Goes into the reply as it is, for example `_jupyter_types_experimental` (in code points already). */
  readonly metadata: Readonly<Record<string, unknown>>;
  /** What the cursor is behind a dot of, where the types do not say what it has: an expression over the cells' variables. */
  readonly unknown?: string;
}

export interface InspectionAnswer {
  readonly found: boolean;
  /** A MIME bundle, at least text/plain when found. */
  readonly data: Readonly<Record<string, unknown>>;
  /** What gives its value, if a variable of the cells holds it: an expression over them. */
  readonly held?: string;
}

export interface CompletenessAnswer {
  readonly status: "complete" | "incomplete" | "invalid" | "unknown";
  /** For `incomplete`: what the next line should start with. */
  readonly indent: string;
}

export interface TypeServiceOptions {
  readonly language: Language;
  /** The folder the first notebook lives in; a warm start may prepare it. */
  readonly directory: string;
  /** Where lines for the kernel's log go. Default: nowhere. */
  readonly log?: (line: string) => void;
}

/** The type service as the front sees it; it lives in a process of its own. */
export interface TypeService {
  /** Checks and compiles a cell. Calls are answered in order. */
  compile(request: CellRequest): Promise<CompiledCell>;
  /**
   * Tells how the cell ended: later cells see its names after `true`; after `false` (it threw or was
   * interrupted half way) they see them too, since what ran has been assigned. Cells that are never
   * committed (type errors, aborted) leave no names.
   */
  commit(cell: number, ok: boolean): void;
  complete(position: SourcePosition): Promise<CompletionAnswer>;
  inspect(position: SourcePosition & { readonly detail: 0 | 1 }): Promise<InspectionAnswer>;
  isComplete(source: string): Promise<CompletenessAnswer>;
  /** Forgets every cell: the session was started anew and holds no variables. */
  reset(): void;
  /** Ends the process. */
  dispose(): void;
}
// `kernel/src/type-process/client.ts` exports `startTypeService(options: TypeServiceOptions): TypeService`.
