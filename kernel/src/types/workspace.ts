import { existsSync } from "node:fs";
import { isBuiltin } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { isDeepStrictEqual } from "node:util";
import type { CompilerHost, CompilerOptions, Program, ResolvedModuleFull } from "typescript";
import { ts } from "../compiler/typescript.js";
import { type CellOptions, cellOptions, configStamp } from "./options.js";
import { SourceFiles } from "./source-files.js";

/** The kernel's own modules: whatever is installed under these names, cells get ours. */
const OWN_MODULES: Readonly<Record<string, string>> = { tslab: "../tslab", "gradbook-kernel": "../index" };

const HERE = slashed(fileURLToPath(import.meta.url));

/** The declarations of what the session adds to Node's globals. */
const GLOBALS = slashed(fileURLToPath(new URL("../../assets/globals.d.ts", import.meta.url)));

export interface WorkspaceOptions {
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

  constructor(directory: string, { previous, fromKernel = false }: WorkspaceOptions = {}) {
    this.#fromKernel = fromKernel;
    this.#directory = slashed(directory).replace(/\/+$/, "");
    this.#settings = cellOptions(this.#directory);
    this.#files = previous === undefined ? new SourceFiles() : previous.#files;
    if (previous !== undefined && !isDeepStrictEqual(previous.options, this.options)) this.#files.dropLocal();
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
    const settings = cellOptions(directory);
    if (!isDeepStrictEqual(settings.options, this.options)) return false;
    if (!isDeepStrictEqual(this.#baseRoots(directory, settings), this.#base)) return false;
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
    if (configStamp(this.#directory) !== this.#settings.stamp) {
      this.#settings = cellOptions(this.#directory);
      this.#files.dropLocal();
      this.#resolutions = new Map();
      this.#base = this.#baseRoots(this.#directory, this.#settings);
      stale = true;
    }
    if (specifiers.size > 0 && this.#files.dropChanged()) stale = true;
    for (const specifier of specifiers) {
      if (this.#files.want(specifier)) stale = true;
      const module = this.#resolve(specifier);
      if (module === undefined || !isTyped(module) || this.#modules.has(module.resolvedFileName)) continue;
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
    const base = ts.createCompilerHost(this.options, true);
    const cache = ts.createModuleResolutionCache(this.#directory, (name) => name, this.options);
    const host: CompilerHost = {
      ...base,
      getSourceFile: (path, options) => this.#files.get(path, options),
      fileExists: (path) => this.#files.exists(path),
      readFile: (path) => this.#files.read(path),
      getCurrentDirectory: () => this.#directory,
      resolveModuleNameLiterals: (literals, from, redirect, options, file) =>
        literals.map((literal) => {
          const own = ownModule(literal.text);
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
    const module = isBuiltin(specifier) ? undefined : this.#lookUp(specifier);
    this.#resolutions.set(specifier, module);
    return module;
  }

  #lookUp(specifier: string): ResolvedModuleFull | undefined {
    const own = ownModule(specifier);
    if (own !== undefined) return own;
    const from = this.#fromKernel ? HERE : `${this.#directory}/cell.ts`;
    return ts.resolveModuleName(specifier, from, this.options, this.#host()).resolvedModule;
  }

  /** What is there without an import: the kernel's globals, Node's types, and what tsconfig.json lists. */
  #baseRoots(directory: string, { options, declarations }: CellOptions): readonly string[] {
    const names = new Set(["node", ...(options.types ?? [])]);
    const roots = [GLOBALS, ...declarations];
    for (const name of names) {
      const root = this.#typePackage(name, `${directory}/cell.ts`) ?? this.#typePackage(name, HERE);
      if (root !== undefined) roots.push(root);
    }
    return roots;
  }

  #typePackage(name: string, from: string): string | undefined {
    const { resolvedTypeReferenceDirective } = ts.resolveTypeReferenceDirective(
      name,
      from,
      this.options,
      ts.sys,
    );
    return resolvedTypeReferenceDirective?.resolvedFileName;
  }
}

/** The types of the kernel's own modules. */
function ownModule(specifier: string): ResolvedModuleFull | undefined {
  const own = Object.hasOwn(OWN_MODULES, specifier) ? OWN_MODULES[specifier] : undefined;
  if (own === undefined) return undefined;
  for (const extension of [ts.Extension.Dts, ts.Extension.Ts]) {
    const path = slashed(join(dirname(HERE), own)) + extension;
    if (existsSync(path)) return { resolvedFileName: path, extension, isExternalLibraryImport: true };
  }
  return undefined;
}

/** Is this file the user's own, and neither a package's nor the kernel's? */
export function isUsersFile(path: string): boolean {
  return !path.includes("/node_modules/") && !path.startsWith(dirname(dirname(HERE)));
}

/** A resolution to JavaScript without declarations leaves the module untyped. */
function isTyped(module: ResolvedModuleFull): boolean {
  return /\.(?:[mc]?ts|tsx|json)$/.test(module.resolvedFileName);
}

/** A path as the compiler writes it. */
export function slashed(path: string): string {
  return path.replaceAll("\\", "/");
}
