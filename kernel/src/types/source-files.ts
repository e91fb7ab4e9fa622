import type { CreateSourceFileOptions, ScriptTarget, SourceFile } from "typescript";
import type { TypeFiles } from "./host.js";
import { type ParsedFiles, parsed } from "./parsed-files.js";
import { rareModule, rareModulesNamedIn } from "./rare-modules.js";

/**
 * The files that one kernel's program reads, by path. Libraries and packages are taken to stay as they are while the
 * kernel runs; files outside `node_modules` are watched by their time and size.
 */
export class SourceFiles {
  readonly #disk: TypeFiles;
  readonly #parsed: ParsedFiles;
  /** The compiler's options in words. */
  #settings: string;
  readonly #files = new Map<string, SourceFile>();
  readonly #stamps = new Map<string, string | undefined>();
  /** Modules that cells define. */
  readonly #defined = new Map<string, string>();
  /** Files that were not read but stand in as stubs, by the rare module of Node they declare. */
  readonly #stubs = new Map<string, string[]>();
  /** Rare modules of Node that something has named. */
  readonly #wanted = new Set<string>();
  #outdated = false;

  constructor(
    disk: TypeFiles,
    { parsed, settings }: { readonly parsed: ParsedFiles; readonly settings: string },
  ) {
    this.#disk = disk;
    this.#parsed = parsed;
    this.#settings = settings;
  }

  /** Puts a file where the disk has none, or another. */
  define(path: string, text: string): void {
    this.#defined.set(path, text);
    this.#files.delete(path);
    this.#stamps.delete(path);
  }

  /** Takes away what was put there. */
  undefineAll(): void {
    for (const path of this.#defined.keys()) this.#files.delete(path);
    this.#defined.clear();
  }

  exists(path: string): boolean {
    return this.#defined.has(path) || this.#disk.fileExists(path);
  }

  read(path: string): string | undefined {
    return this.#defined.get(path) ?? this.#disk.readFile(path);
  }

  get(path: string, options: ScriptTarget | CreateSourceFileOptions): SourceFile | undefined {
    const known = this.#files.get(path);
    if (known !== undefined) return known;
    const file = this.#read(path, typeof options === "object" ? options : { languageVersion: options });
    if (file === undefined) return undefined;
    this.#files.set(path, file);
    if (!isSettled(path) && !this.#defined.has(path)) this.#stamps.set(path, this.#disk.stamp(path));
    return file;
  }

  #read(path: string, options: CreateSourceFileOptions): SourceFile | undefined {
    const defined = this.#defined.get(path);
    if (defined !== undefined) {
      this.#wantAll(rareModulesNamedIn(defined));
      return parsed(path, defined, options);
    }
    const file = this.#parsed.get(path, this.#settings);
    if (file === undefined) return undefined;
    const { declares, names } = file;
    const modules = declares?.map((name) => name.replace(/^node:/, "")) ?? [];
    const isStub = modules.length > 0 && !modules.some((module) => this.#wanted.has(module));
    if (isStub) {
      for (const module of modules) this.#stubs.set(module, [...(this.#stubs.get(module) ?? []), path]);
    } else if (declares !== undefined || !path.includes("/@types/node/")) {
      // Node's types name one another's modules throughout; what they need of the rare ones they can do without.
      this.#wantAll(names);
    }
    return file.source(options, isStub);
  }

  #wantAll(modules: readonly string[]): void {
    for (const module of modules) if (this.want(module)) this.#outdated = true;
  }

  /**
   * Sees to it that a module of Node is read, should it be a rare one.
   * @returns whether files that were handed out are out of date
   */
  want(specifier: string): boolean {
    const name = rareModule(specifier);
    if (name === undefined || this.#wanted.has(name)) return false;
    this.#wanted.add(name);
    const paths = this.#stubs.get(name) ?? [];
    for (const path of paths) this.#files.delete(path);
    return paths.length > 0;
  }

  /** Whether reading files has made others that were handed out before out of date, since last asked. */
  takeOutdated(): boolean {
    const outdated = this.#outdated;
    this.#outdated = false;
    return outdated;
  }

  /** Forgets the files that changed on disk; true if there were any. */
  dropChanged(): boolean {
    let changed = false;
    for (const [path, stamp] of this.#stamps) {
      if (this.#disk.stamp(path) === stamp) continue;
      this.#files.delete(path);
      this.#stamps.delete(path);
      changed = true;
    }
    return changed;
  }

  /**
   * Forgets every file whose meaning may depend on tsconfig.json.
   * @param settings the compiler's options from now on, in words
   */
  dropLocal(settings: string): void {
    this.#settings = settings;
    for (const path of [...this.#stamps.keys(), ...this.#defined.keys()]) this.#files.delete(path);
    this.#stamps.clear();
  }
}

function isSettled(path: string): boolean {
  return path.includes("/node_modules/");
}
