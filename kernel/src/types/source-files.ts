import { statSync } from "node:fs";
import type { CreateSourceFileOptions, ScriptTarget, SourceFile } from "typescript";
import { ts } from "../compiler/typescript.js";

/**
 * Parsed files by path. Libraries and packages are taken to stay as they are while the kernel runs; files
 * outside `node_modules` are watched by their time and size.
 */
export class SourceFiles {
  readonly #files = new Map<string, SourceFile>();
  readonly #stamps = new Map<string, string>();
  /** Modules that cells define. */
  readonly #defined = new Map<string, string>();

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
    return this.#defined.has(path) || ts.sys.fileExists(path);
  }

  read(path: string): string | undefined {
    return this.#defined.get(path) ?? ts.sys.readFile(path);
  }

  get(path: string, options: ScriptTarget | CreateSourceFileOptions): SourceFile | undefined {
    const known = this.#files.get(path);
    if (known !== undefined) return known;
    const text = this.read(path);
    if (text === undefined) return undefined;
    const file = ts.createSourceFile(path, text, options);
    this.#files.set(path, file);
    if (!isSettled(path) && !this.#defined.has(path)) this.#stamps.set(path, stampOf(path));
    return file;
  }

  /** Forgets the files that changed on disk; true if there were any. */
  dropChanged(): boolean {
    let changed = false;
    for (const [path, stamp] of this.#stamps) {
      if (stampOf(path) === stamp) continue;
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

function stampOf(path: string): string {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat === undefined ? "gone" : `${stat.mtimeMs} ${stat.size}`;
}
