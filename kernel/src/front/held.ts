/** So many names are told; of more their number. */
const MOST_NAMES = 8;
/** Whoever ends a kernel that was used so lately, in ms, knows what it held. */
const REST = 600_000;

/**
 * What the cells have declared. A kernel that nobody has used for long is ended by Jupyter (it is culled): whoever comes
 * back is told what has gone with it.
 */
export class Held {
  readonly #names = new Set<string>();
  readonly #rest: number;
  #used = Date.now();

  /** @param rest how long a kernel has to be out of use before its end is told of, in ms */
  constructor(rest = REST) {
    this.#rest = rest;
  }

  /** A cell has run, and has declared these. */
  add(names: readonly string[]): void {
    this.#used = Date.now();
    for (const name of names) this.#names.add(name);
  }

  /** The session is a fresh one. */
  clear(): void {
    this.#names.clear();
  }

  /** What is to be said at the end. @returns undefined where nothing is held, or nothing was at rest */
  farewell(): string | undefined {
    const unused = Date.now() - this.#used;
    if (this.#names.size === 0 || unused < this.#rest) return undefined;
    const names = [...this.#names];
    const more = names.length - MOST_NAMES;
    const told = `${names.slice(0, MOST_NAMES).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
    const minutes = Math.round(unused / 60_000);
    const time = minutes === 1 ? "a minute" : minutes > 1 ? `${minutes} minutes` : "a moment";
    return `This kernel was ended after ${time} without use. It held ${told}; run the cells again to have them back.\n`;
  }
}
