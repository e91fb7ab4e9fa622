import type { CompilerOptions, Diagnostic } from "typescript";
import type { Language } from "../cell-contract.js";
import {
  type CellName,
  type CellSyntax,
  parseCell,
  parseModule,
  resolveImports,
} from "../compiler/cell-syntax.js";
import { type Dialect, readAs } from "../compiler/dialect.js";
import { isUncheckedJavaScript, stopsJavaScript } from "../compiler/javascript.js";
import { chooseJsx, jsxModule } from "../compiler/jsx.js";
import { moduleName, tagProblem } from "../compiler/module-cells.js";
import { replaceShellLines } from "../compiler/shell-lines.js";
import { moduleSpecifiers } from "../compiler/specifiers.js";
import { type BoundFile, type CellChecker, type CheckerHost, internals, ts } from "../compiler/typescript.js";
import { type CellModule, type DefinedModule, moduleFile } from "./cell-module.js";
import { CellNames, exportsOf, type ImportedNames, NO_GLUE } from "./cell-names.js";
import type { TypeHost } from "./host.js";
import { LivingChecker, type Resolutions } from "./living-checker.js";
import { type CheckedFile, checkLocalFiles } from "./local-files.js";
import { diagnosticsFor } from "./node-version.js";
import { slashed, Workspace, type WorkspaceOptions } from "./workspace.js";

/** Makes the calls known that shell lines become. */
const SHELL_DECLARATION = "declare const __cell__: { shell(command: string): Promise<void> };";

/** A cell in the program, checked. */
export interface CheckedCell extends ImportedNames {
  /** The cell's text as the checker saw it; its lines are the lines of the source. */
  readonly text: string;
  readonly file: BoundFile;
  /** What it binds at its top level. */
  readonly names: ReadonlyMap<string, CellName>;
  /** The values it takes from earlier cells. */
  readonly uses: ReadonlySet<string>;
  /** Set if the cell defines a module. */
  readonly module?: DefinedModule | undefined;
  readonly diagnostics: readonly Diagnostic[];
  /** The user's files that it imports, and what these import. */
  readonly files: readonly CheckedFile[];
  readonly options: CompilerOptions;
  readonly checker: CellChecker;
  readonly host: CheckerHost;
}

/** Unfinished text in the program, for an editor's questions. */
export interface Draft {
  readonly file: BoundFile;
  /** Where the text starts in the file. */
  readonly offset: number;
  readonly text: string;
  readonly checker: CellChecker;
  readonly host: CheckerHost;
}

interface AddOptions {
  readonly resolutions: Resolutions;
  readonly scriptKind: Dialect;
  /** Whether JSX in it is to call a `React` that it sees. */
  readonly seesReact: boolean;
}

/**
 * All cells of a session as modules over one {@link Workspace}, under one {@link LivingChecker}.
 *
 * Each cell's text comes first in its module, so that positions in it are positions in the module; after it
 * comes the glue: imports of the names it uses from earlier cells, and exports of those it binds.
 */
export class CellProgram {
  /** What cells are read as from now on. */
  language: Language = "typescript";
  readonly #host: TypeHost;
  #workspace: Workspace;
  readonly #living: LivingChecker;
  readonly #names = new CellNames();
  readonly #modules = new Map<string, CellModule>();
  readonly #pending = new Map<number, CellModule>();

  constructor(directory: string, options: WorkspaceOptions) {
    this.#host = options.host;
    this.#workspace = new Workspace(directory, options);
    this.#living = new LivingChecker(this.#workspace.program);
  }

  get workspace(): Workspace {
    return this.#workspace;
  }

  /** Goes to another folder; names of earlier cells stay. */
  enter(directory: string): void {
    const next = slashed(directory).replace(/\/+$/, "");
    const { language } = this;
    if (language === this.#workspace.language) {
      if (next === this.#workspace.directory || this.#workspace.moveTo(next)) return;
    }
    this.#workspace = new Workspace(next, { host: this.#host, language, previous: this.#workspace });
    this.#renew();
  }

  /** Parses and checks a cell; {@link commit} later makes its names visible. */
  check(source: string, cell: number): CheckedCell {
    const defines = moduleName(source);
    const text = replaceShellLines(source);
    const path = this.#living.pathFor(this.#workspace.directory, `cell-${cell}`);
    const { syntax, scriptKind } = this.#parse(path, text);
    // With JavaScript, also what is TypeScript in it.
    const unreadable = this.#workspace.program.getSyntacticDiagnostics(syntax.file);
    if (unreadable.length > 0) return this.#unreadable(text, syntax, unreadable);
    const seesReact = this.#seesReact(syntax, defines);
    const isUnchecked = syntax.file.checkJsDirective?.enabled === false;
    const resolutions = this.#prepare(this.#specifiers(syntax));
    // Read only now: a tsconfig.json that changed has just been seen.
    const { options } = this.#workspace;
    const glue = defines === undefined ? this.#names.glue(syntax, options) : NO_GLUE;
    const exported = defines === undefined ? exportsOf(syntax) : "";
    const shell = text === source ? "" : SHELL_DECLARATION;
    const file = this.#add(path, `${text}\n;${glue.text}${exported}${shell}`, {
      resolutions,
      scriptKind,
      seesReact,
    });
    if (file.moduleAugmentations?.length) {
      this.#living.augment(file);
      this.#renew();
    }
    const { checker, host } = this.#living;
    const names =
      defines === undefined
        ? resolveImports({ file, names: syntax.names }, checker)
        : new Map<string, CellName>();
    const module =
      defines === undefined ? undefined : { file: moduleFile(defines, scriptKind), text: source };
    this.#pending.set(cell, { path, names, imports: glue.imports, file, module });
    const found = this.#diagnosticsOf(file, text.length);
    return {
      text,
      file,
      names: syntax.names,
      uses: glue.uses,
      ...this.#names.imported(names, glue.uses),
      module,
      diagnostics: [...tagDiagnostics(file), ...(isUnchecked ? [] : found)],
      files: isUnchecked ? [] : this.#checkFiles(resolutions),
      options,
      checker,
      host,
    };
  }

  #unreadable(text: string, { file, names }: CellSyntax, diagnostics: readonly Diagnostic[]): CheckedCell {
    const { checker, host } = this.#living;
    const { options } = this.#workspace;
    const none: ReadonlySet<string> = new Set();
    const nothing = { uses: none, live: none, replaced: none, files: [] };
    return { text, file, names, diagnostics, ...nothing, options, checker, host };
  }

  #diagnosticsOf(file: BoundFile, length: number): readonly Diagnostic[] {
    const { checker } = this.#living;
    const { node, checks } = this.#host.settings;
    const isLoose = !checks || isUncheckedJavaScript(file, this.#workspace.options);
    const found = diagnosticsFor(file, { checker, length, node: isLoose ? undefined : node });
    return isLoose ? found.filter(stopsJavaScript) : found;
  }

  #checkFiles(resolutions: Resolutions): readonly CheckedFile[] {
    const entries = [...resolutions.values()].flatMap((resolved) => resolved?.resolvedFileName ?? []);
    const { checker, host } = this.#living;
    return checkLocalFiles(entries, {
      host,
      checker,
      node: this.#host.settings.node,
      isUsers: (path) => this.#workspace.isUsersFile(path),
    });
  }

  /** Makes a checked cell's names the ones that later cells see. */
  commit(cell: number): void {
    const module = this.#pending.get(cell);
    if (module === undefined) return;
    this.#pending.delete(cell);
    this.#modules.set(module.path, module);
    this.#names.take(module);
    if (module.module !== undefined) this.#workspace.define(module.module.file, module.module.text);
  }

  /** Forgets a cell that did not run. */
  discard(cell: number): void {
    const module = this.#pending.get(cell);
    if (module === undefined) return;
    this.#pending.delete(cell);
    if (this.#living.remove(module.path)) this.#renew();
  }

  /** Forgets every cell. */
  reset(): void {
    this.#modules.clear();
    this.#names.clear();
    this.#pending.clear();
    this.#workspace.undefineAll();
    if (this.#living.clear()) this.#renew();
  }

  /**
   * Adds unfinished text as a module for the editor's questions. The glue comes first here, because what
   * follows an open bracket would not be read as glue.
   */
  draft(source: string): Draft {
    const text = replaceShellLines(source);
    const path = this.#living.pathFor(this.#workspace.directory, "draft");
    const { syntax, scriptKind } = this.#parse(path, text);
    const seesReact = this.#seesReact(syntax);
    const resolutions = this.#prepare(this.#specifiers(syntax));
    const glue = this.#names.glueOfAll(syntax);
    const prefix = glue.text === "" ? "" : `${glue.text}\n`;
    const file = this.#add(path, prefix + text, { resolutions, scriptKind, seesReact });
    this.#living.remove(path);
    const { checker, host } = this.#living;
    return { file, offset: prefix.length, text, checker, host };
  }

  /** Takes modules in before a cell asks for them; those that are not installed are passed over. */
  prefetch(specifiers: ReadonlySet<string>): void {
    this.#prepare(specifiers);
  }

  /** Replaces a checker that has seen many cells; best called when nobody waits. */
  tidy(): void {
    if (this.#living.isAgeing) this.#renew();
  }

  #parse(path: string, text: string): { syntax: CellSyntax; scriptKind: Dialect } {
    const { options } = this.#workspace;
    const read = (scriptKind: Dialect) => ({
      syntax: parseCell(path, text, { options, scriptKind }),
      scriptKind,
    });
    return readAs(text, { language: this.language, read, fileOf: ({ syntax }) => syntax.file });
  }

  #prepare(specifiers: ReadonlySet<string>): Resolutions {
    const changed = this.#workspace.prepare(specifiers);
    if (changed || this.#living.isOld) this.#renew();
    return new Map([...specifiers].map((specifier) => [specifier, this.#workspace.resolved(specifier)]));
  }

  /** Whether JSX in the cell is to call a `React` that it sees: where tsconfig.json does not say how JSX is compiled. */
  #seesReact({ file, names }: CellSyntax, defines?: string): boolean {
    if (this.#workspace.settings.choosesJsx) return false;
    const own = names.get("React")?.isValue ?? false;
    const isSeen = own || (defines === undefined && this.#names.hasValue("React"));
    chooseJsx(file, { seesReact: isSeen });
    return isSeen;
  }

  /** The modules that a cell names, and the one that its JSX comes from. */
  #specifiers({ file }: CellSyntax): ReadonlySet<string> {
    const named = moduleSpecifiers(file);
    const jsx = jsxModule(file, this.#workspace.options);
    return jsx === undefined ? named : new Set([...named, jsx]);
  }

  #add(path: string, text: string, { resolutions, scriptKind, seesReact }: AddOptions): BoundFile {
    const { options } = this.#workspace;
    const file = parseModule(path, text, { options, scriptKind });
    if (!this.#workspace.settings.choosesJsx) chooseJsx(file, { seesReact });
    internals.bindSourceFile(file, options);
    // The checker has to see which imports are used, also where nobody wants to hear what it says.
    if (file.checkJsDirective?.enabled === false) file.checkJsDirective = undefined;
    this.#living.add(file, resolutions);
    return file;
  }

  /** Makes a fresh checker over the modules that a visible name leads to. */
  #renew(): void {
    for (const path of this.#living.renew(this.#workspace.program, this.#inUse())) this.#modules.delete(path);
  }

  #inUse(): ReadonlySet<string> {
    const used = new Set<string>();
    const mark = (path: string): void => {
      if (used.has(path)) return;
      used.add(path);
      for (const next of this.#modules.get(path)?.imports ?? []) mark(next);
    };
    for (const { path } of this.#names.modules()) mark(path);
    for (const module of this.#pending.values()) {
      mark(module.path);
      for (const next of module.imports) mark(next);
    }
    return used;
  }
}

/** What the user is told of a cell's first comment. */
function tagDiagnostics(file: BoundFile): readonly Diagnostic[] {
  const problem = tagProblem(file.text);
  if (problem === undefined) return [];
  const start = file.text.indexOf(problem.words, file.text.indexOf("@"));
  return [
    {
      file,
      start,
      length: problem.words.length,
      code: 0,
      category: ts.DiagnosticCategory.Error,
      messageText: problem.message,
    },
  ];
}
