import type { CreateSourceFileOptions, ScriptTarget, SourceFile } from "typescript";
import { ts } from "../compiler/typescript.js";
import type { TypeFiles } from "./host.js";
import { declaredRareModules, rareModule, rareModulesNamedIn, stubOf } from "./rare-modules.js";

/**
 * Parsed files by path. Libraries and packages are taken to stay as they are while the kernel runs; files
 * outside `node_modules` are watched by their time and size.
 */
export class SourceFiles {
  readonly #disk: TypeFiles;
  readonly #files = new Map<string, SourceFile>();
  readonly #stamps = new Map<string, string | undefined>();
  /** Modules that cells define. */
  readonly #defined = new Map<string, string>();
  /** Files that were not read but stand in as stubs, by the rare module of Node they declare. */
  readonly #stubs = new Map<string, string[]>();
  /** Rare modules of Node that something has named. */
  readonly #wanted = new Set<string>();
  #outdated = false;

  constructor(disk: TypeFiles) {
    this.#disk = disk;
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
    const text = this.read(path);
    if (text === undefined) return undefined;
    const file = ts.createSourceFile(path, this.#stubFor(path, text) ?? text, {
      ...(typeof options === "object" ? options : { languageVersion: options }),
      // The comments of declarations are read when somebody asks for them: see documentation.ts.
      jsDocParsingMode: path.endsWith(".d.ts") ? ts.JSDocParsingMode.ParseNone : ts.JSDocParsingMode.ParseAll,
    });
    this.#files.set(path, file);
    if (!isSettled(path) && !this.#defined.has(path)) this.#stamps.set(path, this.#disk.stamp(path));
    return file;
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

  /** The text of a stub if the file is about rare modules that nothing has named. */
  #stubFor(path: string, text: string): string | undefined {
    const names = declaredRareModules(path, text);
    if (names?.some((name) => this.#wanted.has(name.replace(/^node:/, ""))) === false) {
      for (const name of names) {
        const module = name.replace(/^node:/, "");
        this.#stubs.set(module, [...(this.#stubs.get(module) ?? []), path]);
      }
      return stubOf(names);
    }
    // Node's types name one another's modules throughout; what they need of the rare ones they can do without.
    if (names !== undefined || !path.includes("/@types/node/")) {
      for (const name of rareModulesNamedIn(text)) if (this.want(name)) this.#outdated = true;
    }
    return undefined;
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

  /** Forgets every file whose meaning may depend on tsconfig.json. */
  dropLocal(): void {
    for (const path of [...this.#stamps.keys(), ...this.#defined.keys()]) this.#files.delete(path);
    this.#stamps.clear();
  }
}

function isSettled(path: string): boolean {
  return path.includes("/node_modules/");
}
