import type { Message } from "../wire/message.js";

/** Who asked, as far as an answer needs it. What was asked may be large, and is not kept. */
export type Asker = Pick<Message, "header" | "identities">;

/** What the front remembers of a request that may still put something out. */
export interface Origin {
  readonly request: Asker;
  readonly silent: boolean;
}

const REMEMBERED = 2000;
/** So many characters of the cells' sources are kept. */
const SOURCES = 8_000_000;

/**
 * Maps the number that outputs carry to the request that caused them. The oldest are forgotten, so that a
 * long session does not grow; what they still print goes to the latest.
 */
export class Origins {
  readonly #origins = new Map<number, Origin>();
  /** The sources of cells, oldest first, and how long they are together. */
  readonly #sources = new Map<number, string>();
  #length = 0;
  #latest: Origin | undefined;

  /** @param origin with the cell's TypeScript, for the frames of errors */
  add(cell: number, origin: Origin & { readonly source: string }): void {
    const { source, silent } = origin;
    const { header, identities } = origin.request;
    this.#latest = { request: { header, identities }, silent };
    this.#origins.set(cell, this.#latest);
    const [oldest] = this.#origins.keys();
    if (oldest !== undefined && this.#origins.size > REMEMBERED) {
      this.#origins.delete(oldest);
      this.#forget(oldest);
    }
    if (source === "") return;
    this.#sources.set(cell, source);
    this.#length += source.length;
    for (const other of this.#sources.keys()) {
      if (this.#length <= SOURCES || other === cell) break;
      this.#forget(other);
    }
  }

  #forget(cell: number): void {
    this.#length -= this.#sources.get(cell)?.length ?? 0;
    this.#sources.delete(cell);
  }

  find(cell: number): Origin | undefined {
    return this.#origins.get(cell) ?? this.#latest;
  }

  get latest(): Origin | undefined {
    return this.#latest;
  }

  source(cell: number): string | undefined {
    return this.#sources.get(cell);
  }
}
