import type { CompilerHost, CompilerOptions, Program, ResolvedModuleFull } from "typescript";
import type { Language } from "../cell-contract.js";
import { ts } from "../compiler/typescript.js";
import type { TypeHost } from "./host.js";
import { type CellOptions, cellOptions, configStamp } from "./options.js";
import { ParsedFiles } from "./parsed-files.js";
import { SourceFiles } from "./source-files.js";

export interface WorkspaceOptions {
  readonly host: TypeHost;
  /** What is read from the disk, shared with other kernels. Default: its own. */
  readonly parsed?: ParsedFiles;
  /** The language of its cells. Default: TypeScript. */
  readonly language?: Language;
  /** The workspace whose modules stay in use, because earlier cells import them. */
  readonly previous?: Workspace;
  /** Also look packages up from the kernel's own place: for a startup snapshot, which belongs to no folder. */
  readonly fromKernel?: boolean;
}

/**
 * Everything a notebook's cells see besides one another: built-in names, packages, local files, under the
 * options of the notebook's folder. One TypeScript program that grows with each newly imported module.
 */
export class Workspace {
  readonly language: Language;
  readonly #typeHost: TypeHost;
  readonly #files: SourceFiles;
  /** Entry files of the modules that cells imported. */
  readonly #modules: Set<string>;
  #base: readonly string[];
  #directory: string;
  #fromKernel: boolean;
  #resolutions = new Map<string, ResolvedModuleFull | undefined>();
  #settings: CellOptions;
  #program: Program;
  /** What cells define has changed since the program was made. */
  #isStale = false;

  constructor(directory: string, options: WorkspaceOptions) {
    const { host, parsed, language = "typescript", previous, fromKernel = false } = options;
    this.language = language;
    this.#typeHost = host;
    this.#fromKernel = fromKernel;
    this.#directory = slashed(directory).replace(/\/+$/, "");
    this.#settings = cellOptions(this.#directory, { host, language });
    const settings = JSON.stringify(this.options);
    this.#files =
      previous === undefined
        ? new SourceFiles(host.files, { parsed: parsed ?? new ParsedFiles(host.files), settings })
        : previous.#files;
    if (previous !== undefined && !isSame(previous.options, this.options)) this.#files.dropLocal(settings);
    this.#modules = new Set(previous === undefined ? [] : previous.#modules);
    this.#base = this.#baseRoots(this.#directory, this.#settings);
    this.#program = this.#build(undefined);
  }

  get directory(): string {
    return this.#directory;
  }

  /**
   * Goes to another folder if that changes nothing but how specifiers resolve.
   * @returns whether it could
   */
  moveTo(directory: string): boolean {
    const settings = cellOptions(directory, { host: this.#typeHost, language: this.language });
    if (!isSame(settings.options, this.options)) return false;
    if (!isSame(this.#baseRoots(directory, settings), this.#base)) return false;
    this.#directory = directory;
    this.#settings = settings;
    this.#resolutions = new Map();
    this.#fromKernel = false;
    return true;
  }

  get options(): CompilerOptions {
    return this.#settings.options;
  }

  get settings(): CellOptions {
    return this.#settings;
  }

  get program(): Program {
    return this.#program;
  }

  get host(): CompilerHost {
    return this.#host();
  }

  /** How a specifier written in a cell resolved when it was last asked for. */
  resolved(specifier: string): ResolvedModuleFull | undefined {
    return this.#resolutions.get(specifier);
  }

  /**
   * Makes sure the program holds the modules a cell imports and is up to date with the disk.
   * @returns whether the program is a new one.
   */
  prepare(specifiers: ReadonlySet<string>): boolean {
    let stale = this.#isStale;
    if (configStamp(this.#directory, this.#typeHost.files) !== this.#settings.stamp) {
      this.#settings = cellOptions(this.#directory, { host: this.#typeHost, language: this.language });
      this.#files.dropLocal(JSON.stringify(this.options));
      this.#resolutions = new Map();
      this.#base = this.#baseRoots(this.#directory, this.#settings);
      stale = true;
    }
    if (specifiers.size > 0 && this.#files.dropChanged()) stale = true;
    for (const specifier of specifiers) {
      if (this.#files.want(specifier)) stale = true;
      const module = this.#resolve(specifier);
      if (module === undefined || !this.#isTyped(module) || this.#modules.has(module.resolvedFileName))
        continue;
      this.#modules.add(module.resolvedFileName);
      if (this.#program.getSourceFile(module.resolvedFileName) === undefined) stale = true;
    }
    if (stale) this.#program = this.#build(this.#program);
    return stale;
  }

  /** Takes a module that a cell defines as a file of the notebook's folder. */
  define(file: string, text: string): void {
    this.#files.define(`${this.#directory}/${file}`, text);
    this.#resolutions = new Map();
    this.#isStale = true;
  }

  /** Forgets the modules that cells defined. */
  undefineAll(): void {
    this.#files.undefineAll();
    this.#resolutions = new Map();
    this.#isStale = true;
  }

  #build(previous: Program | undefined): Program {
    this.#isStale = false;
    for (const path of this.#modules) if (!this.#files.exists(path)) this.#modules.delete(path);
    const roots = [...this.#base, ...this.#modules];
    let program = ts.createProgram(roots, this.options, this.#host(), previous);
    // A file read late may have named a module of Node for which a stub was handed out early.
    while (this.#files.takeOutdated()) program = ts.createProgram(roots, this.options, this.#host(), program);
    return program;
  }

  #host(): CompilerHost {
    const { files, settings } = this.#typeHost;
    const cache = ts.createModuleResolutionCache(this.#directory, (name) => name, this.options);
    const host: CompilerHost = {
      ...files,
      useCaseSensitiveFileNames: () => files.useCaseSensitiveFileNames,
      getCanonicalFileName: (path) => (files.useCaseSensitiveFileNames ? path : path.toLowerCase()),
      getDefaultLibLocation: () => settings.libraries,
      getDefaultLibFileName: (options) => `${settings.libraries}/${ts.getDefaultLibFileName(options)}`,
      getNewLine: () => "\n",
      // Nothing is ever emitted by the program.
      writeFile: () => {},
      getSourceFile: (path, options) => this.#files.get(path, options),
      fileExists: (path) => this.#files.exists(path),
      readFile: (path) => this.#files.read(path),
      getCurrentDirectory: () => this.#directory,
      resolveModuleNameLiterals: (literals, from, redirect, options, file) =>
        literals.map((literal) => {
          const own = this.#ownModule(literal.text);
          if (own !== undefined) return { resolvedModule: own };
          const mode = ts.getModeForUsageLocation(file, literal, options);
          return ts.resolveModuleName(literal.text, from, options, host, cache, redirect, mode);
        }),
    };
    return host;
  }

  #resolve(specifier: string): ResolvedModuleFull | undefined {
    const known = this.#resolutions.get(specifier);
    if (known !== undefined && this.#files.exists(known.resolvedFileName)) return known;
    const isBuiltin = this.#typeHost.settings.node?.isBuiltin(specifier) ?? false;
    const module = isBuiltin ? undefined : this.#lookUp(specifier);
    this.#resolutions.set(specifier, module);
    return module;
  }

  #lookUp(specifier: string): ResolvedModuleFull | undefined {
    const own = this.#ownModule(specifier);
    if (own !== undefined) return own;
    const from = this.#fromKernel ? this.#fromOwnPlace() : `${this.#directory}/cell.ts`;
    return ts.resolveModuleName(specifier, from, this.options, this.#host()).resolvedModule;
  }

  /** JavaScript without declarations leaves a module untyped, but for the user's files where they are read (`allowJs`). */
  #isTyped({ resolvedFileName: path }: ResolvedModuleFull): boolean {
    return /\.(?:[mc]?ts|tsx|json)$/.test(path) || (this.options.allowJs === true && this.isUsersFile(path));
  }

  /** What is there without an import: the kernel's globals, Node's types, and what tsconfig.json lists. */
  #baseRoots(directory: string, { options, declarations }: CellOptions): readonly string[] {
    const { settings } = this.#typeHost;
    const names = new Set([...settings.types, ...(options.types ?? [])]);
    const roots = [...settings.globals, ...declarations];
    for (const name of names) {
      const root =
        this.#typePackage(name, `${directory}/cell.ts`) ?? this.#typePackage(name, this.#fromOwnPlace());
      if (root !== undefined) roots.push(root);
    }
    return roots;
  }

  #typePackage(name: string, from: string): string | undefined {
    const { resolvedTypeReferenceDirective } = ts.resolveTypeReferenceDirective(
      name,
      from,
      this.options,
      this.#typeHost.files,
    );
    return resolvedTypeReferenceDirective?.resolvedFileName;
  }

  #fromOwnPlace(): string {
    return `${this.#typeHost.settings.kernel}/cell.ts`;
  }

  /** The types of the kernel's own modules. */
  #ownModule(specifier: string): ResolvedModuleFull | undefined {
    const path = this.#typeHost.settings.modules.get(specifier);
    if (path === undefined) return undefined;
    const extension = path.endsWith(".d.ts") ? ts.Extension.Dts : ts.Extension.Ts;
    return { resolvedFileName: path, extension, isExternalLibraryImport: true };
  }

  /** Is this file the user's own, and neither a package's nor the kernel's? */
  isUsersFile(path: string): boolean {
    return !path.includes("/node_modules/") && !path.startsWith(`${this.#typeHost.settings.kernel}/`);
  }
}

/** Settings and lists of paths are plain data, made in the same order each time. */
function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** A path as the compiler writes it. */
export function slashed(path: string): string {
  return path.replaceAll("\\", "/");
}
