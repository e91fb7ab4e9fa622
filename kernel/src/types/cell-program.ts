import type { CompilerOptions, Diagnostic, ResolvedModuleFull, SourceFile } from "typescript";
import type { Language } from "../cell-contract.js";
import {
  assignedNames,
  type CellName,
  type CellSyntax,
  parseCell,
  parseModule,
  resolveImports,
} from "../compiler/cell-syntax.js";
import { type Dialect, readAs } from "../compiler/dialect.js";
import { isUncheckedJavaScript, stopsJavaScript } from "../compiler/javascript.js";
import { chooseJsx, jsxModule, jsxNames } from "../compiler/jsx.js";
import { moduleName, tagProblem } from "../compiler/module-cells.js";
import { replaceShellLines } from "../compiler/shell-lines.js";
import { moduleSpecifiers } from "../compiler/specifiers.js";
import { type BoundFile, type CellChecker, type CheckerHost, internals, ts } from "../compiler/typescript.js";
import { type CheckedFile, checkLocalFiles } from "./local-files.js";
import { missingInNode } from "./node-version.js";
import { isUsersFile, slashed, Workspace, type WorkspaceOptions } from "./workspace.js";

/** How the glue of one cell names another: no package can be called that. */
const CELL_SCHEME = "cell:";

/** Cells checked or completed with one checker before it is replaced by a fresh one. */
const CHECKER_AGE = 400;

/** Makes the calls known that shell lines become. */
const SHELL_DECLARATION = "declare const __cell__: { shell(command: string): Promise<void> };";

/** A cell in the program, checked. */
export interface CheckedCell {
  /** The cell's text as the checker saw it; its lines are the lines of the source. */
  readonly text: string;
  readonly file: BoundFile;
  /** What it binds at its top level. */
  readonly names: ReadonlyMap<string, CellName>;
  /** The values it takes from earlier cells. */
  readonly uses: ReadonlySet<string>;
  /** Names that are imported, by it or by the cell it takes them from. */
  readonly live: ReadonlySet<string>;
  /** Names that it declares itself, and an earlier cell imported. */
  readonly replaced: ReadonlySet<string>;
  /** Set if the cell defines a module. */
  readonly module?: DefinedModule | undefined;
  readonly diagnostics: readonly Diagnostic[];
  /** The user's files that it imports, and what these import. */
  readonly files: readonly CheckedFile[];
  readonly options: CompilerOptions;
  readonly checker: CellChecker;
  readonly host: CheckerHost;
}

/** A cell's module in the program. */
interface CellModule {
  readonly path: string;
  readonly names: ReadonlyMap<string, CellName>;
  /** Paths of the cells it takes names from. */
  readonly imports: ReadonlySet<string>;
  readonly file: BoundFile;
  readonly module: DefinedModule | undefined;
}

/** A file of the notebook's folder that is no file but a cell. */
interface DefinedModule {
  readonly file: string;
  readonly text: string;
}

/** What the module specifiers in a cell stand for. */
type Resolutions = ReadonlyMap<string, ResolvedModuleFull | undefined>;

interface AddOptions {
  readonly resolutions: Resolutions;
  readonly scriptKind: Dialect;
  /** Whether `declare global` in it counts. */
  readonly augments: boolean;
  /** Whether JSX in it is to call a `React` that it sees. */
  readonly seesReact: boolean;
}

interface Glue {
  readonly text: string;
  /** The values it takes from earlier cells. */
  readonly uses: ReadonlySet<string>;
  readonly imports: ReadonlySet<string>;
}

const NO_GLUE: Glue = { text: "", uses: new Set(), imports: new Set() };

/** Where later cells find what a name means as a value, and as a type. */
interface Owners {
  readonly value: CellModule | undefined;
  readonly type: CellModule | undefined;
}

/**
 * All cells of a session as modules over one {@link Workspace}, under one type checker that lives on from
 * cell to cell.
 *
 * A checker does its work lazily, file by file, and a module changes nothing outside itself. So a new cell
 * needs no new program and no new checker: it is parsed, bound and added to what the living checker sees,
 * and costs only its own check, however long the session. A fresh checker is made when the workspace
 * changes (a first import of a package, a changed local file), when a cell augments the global scope, and
 * now and then to let go of what old cells left in it.
 *
 * Each cell's text comes first in its module, so that positions in it are positions in the module; after it
 * comes the glue: imports of the names it uses from earlier cells, and exports of those it binds.
 */
export class CellProgram {
  /** What cells are read as from now on. */
  language: Language = "typescript";
  #workspace: Workspace;
  #checker: CellChecker;
  #host: CheckerHost;
  readonly #overlay = new Map<string, BoundFile>();
  readonly #modules = new Map<string, CellModule>();
  /**
   * Which cell's binding of a name later cells see. A name may be a value and a type at once, and of two cells: a type
   * that is called like a variable does not hide it.
   */
  readonly #owners = new Map<string, Owners>();
  readonly #pending = new Map<number, CellModule>();
  readonly #resolutions = new WeakMap<SourceFile, Resolutions>();
  /** Cells that change the global scope stay for good. */
  readonly #augmenting = new Set<BoundFile>();
  /** Every path the checker has seen: it files its diagnostics under them. */
  readonly #paths = new Set<string>();
  #age = 0;
  #serial = 0;

  constructor(directory: string, options?: WorkspaceOptions) {
    this.#workspace = new Workspace(directory, options);
    this.#host = this.#createHost();
    this.#checker = internals.createTypeChecker(this.#host);
  }

  get workspace(): Workspace {
    return this.#workspace;
  }

  /** Goes to another folder; names of earlier cells stay. */
  enter(directory: string): void {
    const next = slashed(directory).replace(/\/+$/, "");
    if (next === this.#workspace.directory || this.#workspace.moveTo(next)) return;
    this.#workspace = new Workspace(next, { previous: this.#workspace });
    this.#renew();
  }

  /** Parses and checks a cell; {@link commit} later makes its names visible. */
  check(source: string, cell: number): CheckedCell {
    const defines = moduleName(source);
    const text = replaceShellLines(source);
    const path = this.#pathFor(`cell-${cell}`);
    const { syntax, scriptKind } = this.#parse(path, text);
    const base = {
      text,
      options: this.#workspace.options,
      names: syntax.names,
      uses: new Set<string>(),
      live: new Set<string>(),
      replaced: new Set<string>(),
      files: [],
    };
    // With JavaScript, also what is TypeScript in it.
    const unreadable = this.#workspace.program.getSyntacticDiagnostics(syntax.file);
    if (unreadable.length > 0) {
      return {
        ...base,
        file: syntax.file,
        diagnostics: unreadable,
        checker: this.#checker,
        host: this.#host,
      };
    }
    const seesReact = this.#seesReact(syntax, defines);
    const isUnchecked = syntax.file.checkJsDirective?.enabled === false;
    const resolutions = this.#prepare(this.#specifiers(syntax));
    // Read only now: a tsconfig.json that changed has just been seen.
    const { options } = this.#workspace;
    const glue = defines === undefined ? this.#glue(syntax) : NO_GLUE;
    const exported = defines === undefined ? exportsOf(syntax) : "";
    const shell = text === source ? "" : SHELL_DECLARATION;
    const file = this.#add(path, `${text}\n;${glue.text}${exported}${shell}`, {
      resolutions,
      scriptKind,
      augments: true,
      seesReact,
    });
    const names =
      defines === undefined
        ? resolveImports({ file, names: syntax.names }, this.#checker)
        : new Map<string, CellName>();
    const module =
      defines === undefined ? undefined : { file: moduleFile(defines, scriptKind), text: source };
    this.#pending.set(cell, { path, names, imports: glue.imports, file, module });
    const found = this.#diagnosticsOf(file, text.length);
    const diagnostics = [...tagDiagnostics(file), ...(isUnchecked ? [] : found)];
    const files = isUnchecked ? [] : this.#checkFiles(resolutions);
    const parts = { options, checker: this.#checker, host: this.#host };
    return {
      ...base,
      ...parts,
      uses: glue.uses,
      ...this.#imported(names, glue.uses),
      module,
      file,
      diagnostics,
      files,
    };
  }

  #diagnosticsOf(file: BoundFile, length: number): readonly Diagnostic[] {
    const said = [...file.bindDiagnostics, ...this.#checker.getDiagnostics(file)];
    if (isUncheckedJavaScript(file, this.#workspace.options)) return said.filter(stopsJavaScript);
    const missing = missingInNode(file, { checker: this.#checker, length });
    const told = new Set(missing.map(({ start }) => start));
    return [...missing, ...said.filter(({ start }) => !told.has(start))];
  }

  #checkFiles(resolutions: Resolutions): readonly CheckedFile[] {
    const entries = [...resolutions.values()].flatMap((resolved) => resolved?.resolvedFileName ?? []);
    return checkLocalFiles(entries, { host: this.#host, checker: this.#checker, isUsers: isUsersFile });
  }

  /** Which names the script has to read from modules, and which no longer. */
  #imported(
    names: ReadonlyMap<string, CellName>,
    uses: ReadonlySet<string>,
  ): Pick<CheckedCell, "live" | "replaced"> {
    const live = new Set([...uses].filter((name) => this.#isLive(name)));
    const replaced = new Set<string>();
    for (const [name, { binding, isValue }] of names) {
      if (!isValue) continue;
      if (binding === "live") live.add(name);
      else if (this.#isLive(name)) replaced.add(name);
    }
    return { live, replaced };
  }

  /** Is this an import of an earlier cell's? */
  #isLive(name: string): boolean {
    return this.#owners.get(name)?.value?.names.get(name)?.binding === "live";
  }

  /** Makes a checked cell's names the ones that later cells see. */
  commit(cell: number): void {
    const module = this.#pending.get(cell);
    if (module === undefined) return;
    this.#pending.delete(cell);
    this.#modules.set(module.path, module);
    for (const [name, { isValue, isType }] of module.names) {
      const { value, type } = this.#owners.get(name) ?? { value: undefined, type: undefined };
      this.#owners.set(name, { value: isValue ? module : value, type: isType ? module : type });
    }
    if (module.module !== undefined) this.#workspace.define(module.module.file, module.module.text);
  }

  /** Forgets a cell that did not run. */
  discard(cell: number): void {
    const module = this.#pending.get(cell);
    if (module === undefined) return;
    this.#pending.delete(cell);
    this.#overlay.delete(module.path);
    if (this.#augmenting.delete(module.file)) this.#renew();
  }

  /** Forgets every cell. */
  reset(): void {
    this.#overlay.clear();
    this.#modules.clear();
    this.#owners.clear();
    this.#pending.clear();
    this.#workspace.undefineAll();
    if (this.#augmenting.size > 0) {
      this.#augmenting.clear();
      this.#renew();
    }
  }

  /**
   * Adds unfinished text as a module for the editor's questions. The glue comes first here, because what
   * follows an open bracket would not be read as glue.
   * @returns the module and where the text starts in it.
   */
  draft(source: string): {
    file: BoundFile;
    offset: number;
    text: string;
    checker: CellChecker;
    host: CheckerHost;
  } {
    const text = replaceShellLines(source);
    const path = this.#pathFor("draft");
    const { syntax, scriptKind } = this.#parse(path, text);
    const seesReact = this.#seesReact(syntax);
    const resolutions = this.#prepare(this.#specifiers(syntax));
    const glue = this.#glue(syntax, { all: true });
    const prefix = glue.text === "" ? "" : `${glue.text}\n`;
    const file = this.#add(path, prefix + text, { resolutions, scriptKind, augments: false, seesReact });
    this.#overlay.delete(path);
    return { file, offset: prefix.length, text, checker: this.#checker, host: this.#host };
  }

  /** Takes modules in before a cell asks for them; those that are not installed are passed over. */
  prefetch(specifiers: ReadonlySet<string>): void {
    this.#prepare(specifiers);
  }

  /** Replaces a checker that has seen many cells; best called when nobody waits. */
  tidy({ atAge = CHECKER_AGE / 2 }: { readonly atAge?: number } = {}): void {
    if (this.#age >= atAge) this.#renew();
  }

  #pathFor(name: string): string {
    let path = `${this.#workspace.directory}/${name}.ts`;
    while (this.#paths.has(path)) path = `${this.#workspace.directory}/${name}~${++this.#serial}.ts`;
    this.#paths.add(path);
    return path;
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
    if (changed || this.#age >= CHECKER_AGE) this.#renew();
    return new Map([...specifiers].map((specifier) => [specifier, this.#workspace.resolved(specifier)]));
  }

  /** Whether JSX in the cell is to call a `React` that it sees: where tsconfig.json does not say how JSX is compiled. */
  #seesReact({ file, names }: CellSyntax, defines?: string): boolean {
    if (this.#workspace.settings.choosesJsx) return false;
    const own = names.get("React")?.isValue ?? false;
    const isSeen = own || (defines === undefined && this.#owners.get("React")?.value !== undefined);
    chooseJsx(file, { seesReact: isSeen });
    return isSeen;
  }

  /** The modules that a cell names, and the one that its JSX comes from. */
  #specifiers({ file }: CellSyntax): ReadonlySet<string> {
    const named = moduleSpecifiers(file);
    const jsx = jsxModule(file, this.#workspace.options);
    return jsx === undefined ? named : new Set([...named, jsx]);
  }

  #add(path: string, text: string, { resolutions, scriptKind, augments, seesReact }: AddOptions): BoundFile {
    const { options } = this.#workspace;
    const file = parseModule(path, text, { options, scriptKind });
    if (!this.#workspace.settings.choosesJsx) chooseJsx(file, { seesReact });
    internals.bindSourceFile(file, options);
    // The checker has to see which imports are used, also where nobody wants to hear what it says.
    if (file.checkJsDirective?.enabled === false) file.checkJsDirective = undefined;
    this.#overlay.set(path, file);
    this.#resolutions.set(file, resolutions);
    this.#age++;
    if (augments && file.moduleAugmentations?.length) {
      this.#augmenting.add(file);
      this.#renew();
    }
    return file;
  }

  /**
   * What a cell takes from earlier ones. A name that is a value of one cell and a type of another (the cell itself may
   * be one of them) is imported as a type and declared as a variable of the value's type.
   */
  #glue({ file, names }: CellSyntax, { all = false } = {}): Glue {
    const used = new Map<string, Owners>();
    for (const name of all ? this.#owners.keys() : namesIn(file, this.#workspace.options)) {
      const owners = this.#owners.get(name);
      if (owners === undefined) continue;
      const own = names.get(name);
      const value = own?.isValue ? undefined : owners.value;
      const type = own?.isType ? undefined : owners.type;
      if (value !== undefined || type !== undefined) used.set(name, { value, type });
    }
    const values = new Set([...used.keys()].filter((name) => used.get(name)?.value !== undefined));
    const assigned = assignedNames(file, values);
    const declared: string[] = [];
    const imports = new Map<string, string[]>();
    const take = ({ path }: CellModule, specifier: string): void => {
      imports.set(path, [...(imports.get(path) ?? []), specifier]);
    };
    for (const [name, { value, type }] of used) {
      const binding = value?.names.get(name)?.binding;
      const isVariable = binding === "variable" || binding === "constant";
      // An import cannot be assigned to; a variable of the same type can, and is checked.
      const apart =
        (assigned.has(name) && isVariable) || (type !== undefined && type !== value) || names.has(name);
      if (type !== undefined && (apart || type !== value)) take(type, name);
      if (value === undefined) continue;
      if (apart) {
        take(value, `${name} as ${importedName(name)}`);
        const keyword = binding === "variable" ? "let" : "const";
        declared.push(`declare ${keyword} ${name}: typeof ${importedName(name)};`);
      } else take(value, name);
    }
    const bindings = [...imports].map(
      ([path, list]) => `import { ${list.join(", ")} } from ${JSON.stringify(CELL_SCHEME + path)};`,
    );
    return { text: [...bindings, ...declared].join(""), uses: values, imports: new Set(imports.keys()) };
  }

  #createHost(): CheckerHost {
    const program = this.#workspace.program as CheckerHost;
    const overlay = this.#overlay;
    const cellFile = (name: string) => overlay.get(name.slice(CELL_SCHEME.length));
    return Object.assign(Object.create(program) as CheckerHost, {
      getTypeChecker: () => this.#checker,
      getSourceFile: (path: string) => overlay.get(path) ?? program.getSourceFile(path),
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

  /** Makes a fresh checker over what is still in use. */
  #renew(): void {
    this.#age = 0;
    this.#sweep();
    this.#paths.clear();
    for (const path of this.#overlay.keys()) this.#paths.add(path);
    this.#host = this.#createHost();
    this.#checker = internals.createTypeChecker(this.#host);
  }

  /** Drops the modules that no visible name leads to. */
  #sweep(): void {
    const live = new Set<string>();
    const mark = (path: string): void => {
      if (live.has(path)) return;
      live.add(path);
      for (const next of this.#modules.get(path)?.imports ?? []) mark(next);
    };
    for (const { value, type } of this.#owners.values()) {
      for (const owner of [value, type]) if (owner !== undefined) mark(owner.path);
    }
    for (const module of this.#pending.values()) {
      mark(module.path);
      for (const next of module.imports) mark(next);
    }
    const augmenting = new Set([...this.#augmenting].map((file) => file.path));
    for (const path of this.#overlay.keys()) {
      if (live.has(path) || augmenting.has(path)) continue;
      this.#overlay.delete(path);
      this.#modules.delete(path);
    }
  }
}

/** Identifiers of a cell, and those JSX uses without naming them. */
function namesIn(file: BoundFile, options: CompilerOptions): Iterable<string> {
  return new Set([...file.identifiers.keys(), ...jsxNames(file, options)]);
}

/** The file of the notebook's folder that a cell stands for. */
function moduleFile(name: string, dialect: Dialect): string {
  return `${name.replace(/^\.\//, "")}.${dialect === "jsx" ? "js" : dialect}`;
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

function importedName(name: string): string {
  return `__imported_${name}`;
}

function exportsOf({ file, names }: CellSyntax): string {
  const exported = file.symbol?.exports;
  const own = [...names.keys()].filter((name) => !exported?.has(ts.escapeLeadingUnderscores(name)));
  return own.length === 0 ? "" : `export { ${own.join(", ")} };`;
}
