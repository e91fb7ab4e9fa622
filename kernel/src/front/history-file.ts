import { appendFileSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** One cell that ran. */
export interface Input {
  readonly line: number;
  readonly input: string;
}

/** One that ran in a session with a number. */
export interface Entry extends Input {
  readonly session: number;
}

export interface HistoryFileOptions {
  /** How many entries are kept. Default: 10,000. */
  readonly entries?: number;
  /** How large the file may grow before its older part is dropped, in bytes. Default: 8 MB. */
  readonly bytes?: number;
  readonly log: (line: string) => void;
}

/** New entries are written after this time, in ms, so that a cell never waits for the disk. */
const DELAY = 50;

/**
 * The history of earlier sessions, in a file that kernels running at the same time share: one JSON array
 * `[session, line, input]` per line, appended. A file that cannot be read or written costs the history of
 * other sessions and nothing else.
 */
export class HistoryFile {
  readonly #path: string;
  readonly #options: Required<HistoryFileOptions>;
  #unwritten: Input[] = [];
  #earlier: readonly Entry[] | undefined;
  #session: number | undefined;
  #timer: NodeJS.Timeout | undefined;
  #hasFailed = false;

  constructor(path: string, { entries = 10_000, bytes = 8_000_000, log }: HistoryFileOptions) {
    this.#path = path;
    this.#options = { entries, bytes, log };
  }

  /** What earlier sessions ran, oldest first. Read when it is first needed: a kernel's start does not wait. */
  get earlier(): readonly Entry[] {
    this.#earlier ??= this.#load();
    return this.#earlier;
  }

  /** The number of this session. */
  get session(): number {
    this.#session ??= 1 + this.earlier.reduce((last, { session }) => Math.max(last, session), 0);
    return this.#session;
  }

  /** Shortens a file that has grown too large. */
  #load(): readonly Entry[] {
    const { entries, bytes } = this.#options;
    try {
      const stat = statSync(this.#path, { throwIfNoEntry: false });
      // A pipe would be waited for, and a device never ends.
      if (stat !== undefined && !stat.isFile())
        throw new Error(`expected a file, got something else: ${this.#path}`);
      const size = stat?.size ?? 0;
      if (size === 0) return [];
      const all = readFileSync(this.#path, "utf8").split("\n").flatMap(parseLine);
      let kept = all.slice(-entries);
      while (size > bytes && kept.length > 0 && lengthOf(kept) > bytes / 2) {
        kept = kept.slice(Math.ceil(kept.length / 4));
      }
      if (size > bytes || all.length > 2 * entries) this.#replace(kept);
      return kept;
    } catch (error) {
      this.#fail(error);
      return [];
    }
  }

  append(input: Input): void {
    this.#unwritten.push(input);
    this.#timer ??= setTimeout(() => this.flush(), DELAY).unref();
  }

  /** Writes what has not been written yet. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const inputs = this.#unwritten.splice(0);
    if (inputs.length === 0) return;
    const { session } = this;
    if (this.#hasFailed) return;
    const text = inputs.map((input) => lineOf({ session, ...input })).join("");
    try {
      mkdirSync(dirname(this.#path), { recursive: true });
      // Only its owner may read what was typed.
      appendFileSync(this.#path, text, { mode: 0o600 });
    } catch (error) {
      this.#fail(error);
    }
  }

  #replace(entries: readonly Entry[]): void {
    const draft = `${this.#path}.${process.pid}`;
    writeFileSync(draft, entries.map(lineOf).join(""), { mode: 0o600 });
    renameSync(draft, this.#path);
  }

  #fail(error: unknown): void {
    if (!this.#hasFailed) this.#options.log(`the history is not kept: ${String(error)}`);
    this.#hasFailed = true;
  }
}

function lineOf({ session, line, input }: Entry): string {
  return `${JSON.stringify([session, line, input])}\n`;
}

function lengthOf(entries: readonly Entry[]): number {
  return entries.reduce((sum, { input }) => sum + input.length + 16, 0);
}

/** A line that is damaged, such as the last one of a full disk, is passed over. */
function parseLine(text: string): Entry[] {
  try {
    const [session, line, input] = JSON.parse(text) as [unknown, unknown, unknown];
    const isEntry = Number.isInteger(session) && Number.isInteger(line) && typeof input === "string";
    return isEntry ? [{ session: session as number, line: line as number, input }] : [];
  } catch {
    return [];
  }
}
