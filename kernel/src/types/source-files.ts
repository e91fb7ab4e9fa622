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

  get(path: string, options: ScriptTarget | CreateSourceFileOptions): SourceFile | undefined {
    const known = this.#files.get(path);
    if (known !== undefined) return known;
    const text = ts.sys.readFile(path);
    if (text === undefined) return undefined;
    const file = ts.createSourceFile(path, text, options);
    this.#files.set(path, file);
    if (!isSettled(path)) this.#stamps.set(path, stampOf(path));
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
    for (const path of this.#stamps.keys()) this.#files.delete(path);
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
