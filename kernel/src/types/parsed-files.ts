import type { CreateSourceFileOptions, SourceFile } from "typescript";
import { ts } from "../compiler/typescript.js";
import type { TypeFiles } from "./host.js";
import { declaredRareModules, rareModulesNamedIn, stubOf } from "./rare-modules.js";

/** A file of the disk as far as it does not matter who reads it. */
export interface ParsedFile {
  /** Set for a file of Node's types that declares nothing but rare modules: their names. */
  readonly declares: readonly string[] | undefined;
  /** The rare modules of Node that its text names. */
  readonly names: readonly string[];
  /** The file; with `stub`, what stands for it while nothing has named its modules. */
  source(options: CreateSourceFileOptions, stub: boolean): SourceFile | undefined;
}

/**
 * Files of the disk, parsed once for all programs that read them. A parsed file holds what the binder found in it, too,
 * which depends on the compiler's options, though not in declarations: of those there is one for all. What a checker
 * finds out lies in the checker.
 */
export class ParsedFiles {
  readonly #disk: TypeFiles;
  readonly #kept = new Map<string, Kept>();

  constructor(disk: TypeFiles) {
    this.#disk = disk;
  }

  /** @param settings the compiler's options in words */
  get(path: string, settings: string): ParsedFile | undefined {
    const place = isDeclaration(path) ? path : `${path}\0${settings}`;
    const stamp = this.#disk.stamp(path);
    const known = this.#kept.get(place);
    if (known !== undefined && known.stamp === stamp) return known;
    const text = this.#disk.readFile(path);
    if (text === undefined) {
      this.#kept.delete(place);
      return undefined;
    }
    const kept = new Kept(path, { text, stamp, disk: this.#disk });
    this.#kept.set(place, kept);
    return kept;
  }
}

class Kept implements ParsedFile {
  readonly stamp: string | undefined;
  readonly declares: readonly string[] | undefined;
  readonly names: readonly string[];
  readonly #path: string;
  readonly #disk: TypeFiles;
  /** Read, and not parsed yet. */
  #text: string | undefined;
  #full: SourceFile | undefined;
  #stub: SourceFile | undefined;

  constructor(
    path: string,
    {
      text,
      stamp,
      disk,
    }: { readonly text: string; readonly stamp: string | undefined; readonly disk: TypeFiles },
  ) {
    this.stamp = stamp;
    this.#path = path;
    this.#disk = disk;
    this.#text = text;
    this.declares = declaredRareModules(path, text);
    this.names = rareModulesNamedIn(text);
  }

  source(options: CreateSourceFileOptions, stub: boolean): SourceFile | undefined {
    const text = this.#text ?? (this.#full === undefined ? this.#disk.readFile(this.#path) : undefined);
    this.#text = undefined;
    if (stub) {
      this.#stub ??= parsed(this.#path, stubOf(this.declares ?? []), options);
      return this.#stub;
    }
    if (this.#full === undefined && text !== undefined) this.#full = parsed(this.#path, text, options);
    return this.#full;
  }
}

/** Parses a file as programs of cells read it. */
export function parsed(path: string, text: string, options: CreateSourceFileOptions): SourceFile {
  return ts.createSourceFile(path, text, {
    ...options,
    // The comments of declarations are read when somebody asks for them: see documentation.ts.
    jsDocParsingMode: path.endsWith(".d.ts") ? ts.JSDocParsingMode.ParseNone : ts.JSDocParsingMode.ParseAll,
  });
}

function isDeclaration(path: string): boolean {
  return /\.d\.[cm]?ts$/.test(path);
}
