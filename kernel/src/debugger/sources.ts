import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, sep } from "node:path";
import { murmur2 } from "./murmur2.js";

/** Any number; with another one, two clients would not agree on what a cell is called. */
export const HASH_SEED = 0x9747b28c;

/**
 * The texts that are debugged, by the paths that clients know them by. A cell has no file: its path is made of the hash of
 * its text, which a client makes from the text, too. So the same text is the same source, wherever it was run.
 */
export class Sources {
  readonly prefix: string;
  readonly suffix: string;
  readonly #texts = new Map<string, string>();

  /** @param suffix the ending of the language's files, such as `.ts` */
  constructor(suffix: string) {
    this.prefix = join(tmpdir(), `gradbook-${process.pid}`) + sep;
    this.suffix = suffix;
  }

  /** The path of a cell's text. */
  pathOf(text: string): string {
    return `${this.prefix}${murmur2(text, HASH_SEED)}${this.suffix}`;
  }

  /** From now on this text is a cell, or what a client treats as one. @returns its path */
  add(text: string): string {
    const path = this.pathOf(text);
    this.#texts.set(path, text);
    return path;
  }

  /** The path of a file's text where it is a cell's, too: a module that a cell defines, a file open in an editor. */
  cellLike(text: string | undefined): string | undefined {
    if (text === undefined) return undefined;
    const path = this.pathOf(text);
    return this.#texts.has(path) ? path : undefined;
  }

  /** The text at a path: a cell's, or a file's. */
  text(path: string): string | undefined {
    const cell = this.#texts.get(path);
    if (cell !== undefined || path.startsWith(this.prefix)) return cell;
    try {
      return readFileSync(path, "utf8");
    } catch {
      return undefined;
    }
  }
}

/** The first line from `line` on that has something on it besides comments; `line` itself where there is none. */
export function codeLine(text: string, line: number): number {
  const lines = text.replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, " ")).split("\n");
  for (let i = line; i <= lines.length; i++) if (!/^\s*(\/\/.*)?$/.test(lines[i - 1] ?? "")) return i;
  return line;
}
