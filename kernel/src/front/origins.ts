import type { Message } from "../wire/message.js";

/** What the front remembers of a request that may still put something out. */
export interface Origin {
  readonly request: Message;
  readonly silent: boolean;
  /** The cell's TypeScript, for the frames of errors. */
  readonly source: string;
}

const REMEMBERED = 2000;

/**
 * Maps the number that outputs carry to the request that caused them. The oldest are forgotten, so that a
 * long session does not grow; what they still print goes to the latest.
 */
export class Origins {
  readonly #origins = new Map<number, Origin>();
  #latest: Origin | undefined;

  add(cell: number, origin: Origin): void {
    this.#origins.set(cell, origin);
    this.#latest = origin;
    if (this.#origins.size > REMEMBERED) {
      const [oldest] = this.#origins.keys();
      if (oldest !== undefined) this.#origins.delete(oldest);
    }
  }

  find(cell: number): Origin | undefined {
    return this.#origins.get(cell) ?? this.#latest;
  }

  get latest(): Origin | undefined {
    return this.#latest;
  }

  source(cell: number): string | undefined {
    return this.#origins.get(cell)?.source;
  }
}
