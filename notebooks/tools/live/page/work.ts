/** What a reader has written into a lesson, kept in the browser. Nothing is ever thrown away by an update of the course. */

/** A cell that was changed. */
interface KeptCell {
  readonly source: string;
  /** The course's own text at that time: where it is another today, both are offered. */
  readonly base: string;
}

/** A cell that the reader has added. */
export interface OwnCell {
  readonly id: string;
  /** The cell that it stands behind. */
  readonly after: string;
  readonly source: string;
}

interface Kept {
  readonly version: 1;
  readonly cells: Readonly<Record<string, KeptCell>>;
  readonly own: readonly OwnCell[];
  /** What was set aside: for a newer text of the course, or because its cell is gone. */
  readonly aside: readonly string[];
}

const NOTHING: Kept = { version: 1, cells: {}, own: [], aside: [] };

/** How a cell stands that the reader has changed. */
export type Standing =
  | { readonly kind: "untouched" }
  | { readonly kind: "changed"; readonly source: string }
  /** The course has another text than the one that was changed. */
  | { readonly kind: "both"; readonly source: string };

/** The part of the browser's store that is used. */
export type WorkStore = Pick<Storage, "getItem" | "setItem" | "removeItem">;

export class Work {
  readonly #store: WorkStore;
  readonly #key: string;
  #kept: Kept;

  /** @param lesson `week-1/xor-by-hand` */
  constructor(store: WorkStore, lesson: string) {
    this.#store = store;
    this.#key = `gradbook.work/${lesson}`;
    this.#kept = read(store, this.#key);
  }

  get own(): readonly OwnCell[] {
    return this.#kept.own;
  }

  get aside(): readonly string[] {
    return this.#kept.aside;
  }

  standing(id: string, original: string): Standing {
    const kept = this.#kept.cells[id];
    if (kept === undefined || kept.source === original) return { kind: "untouched" };
    return { kind: kept.base === original ? "changed" : "both", source: kept.source };
  }

  /** Keeps what has been written into a cell. */
  write(id: string, { source, original }: { readonly source: string; readonly original: string }): void {
    const { [id]: _, ...others } = this.#kept.cells;
    const cells = source === original ? others : { ...others, [id]: { source, base: original } };
    this.#keep({ ...this.#kept, cells });
  }

  /** Keeps what has been written into a cell of the reader's own. */
  writeOwn(cell: OwnCell): void {
    const isThere = this.#kept.own.some(({ id }) => id === cell.id);
    const own = isThere
      ? this.#kept.own.map((one) => (one.id === cell.id ? cell : one))
      : [...this.#kept.own, cell];
    this.#keep({ ...this.#kept, own });
  }

  removeOwn(id: string): void {
    this.#keep({ ...this.#kept, own: this.#kept.own.filter((cell) => cell.id !== id) });
  }

  /** Sets a cell's text aside: the course's new one stands in its place. */
  setAside(id: string): void {
    const { [id]: kept, ...cells } = this.#kept.cells;
    if (kept !== undefined) this.#keep({ ...this.#kept, cells, aside: [...this.#kept.aside, kept.source] });
  }

  /** Sets aside what was written into cells that the lesson no longer has. */
  setLostAside(ids: ReadonlySet<string>): void {
    for (const id of Object.keys(this.#kept.cells)) if (!ids.has(id)) this.setAside(id);
  }

  /** The lesson as it was at the beginning. */
  reset(): void {
    this.#kept = NOTHING;
    this.#store.removeItem(this.#key);
  }

  #keep(kept: Kept): void {
    this.#kept = kept;
    this.#store.setItem(this.#key, JSON.stringify(kept));
  }
}

function read(store: WorkStore, key: string): Kept {
  const text = store.getItem(key);
  if (text === null) return NOTHING;
  try {
    const kept = JSON.parse(text) as Partial<Kept>;
    if (kept.version === 1) return { ...NOTHING, ...kept };
  } catch {
    // See below.
  }
  // Damaged, or of a later version: it stays where it can be found.
  store.setItem(`${key}-damaged`, text);
  return NOTHING;
}

/** The browser's store, or, where it is refused, one that lasts as long as the page. */
export function browserStore(): LastingOrNot {
  try {
    const { localStorage } = window;
    localStorage.setItem("gradbook.try", "");
    localStorage.removeItem("gradbook.try");
    const lasting: WorkStore = localStorage;
    return {
      lasts: true,
      getItem: (key) => lasting.getItem(key),
      setItem: (key, value) => lasting.setItem(key, value),
      removeItem: (key) => lasting.removeItem(key),
    };
  } catch {
    return passingStore();
  }
}

/** A store that lasts as long as the page. */
export function passingStore(): LastingOrNot {
  const texts = new Map<string, string>();
  return {
    lasts: false,
    getItem: (key) => texts.get(key) ?? null,
    setItem: (key, value) => void texts.set(key, value),
    removeItem: (key) => void texts.delete(key),
  };
}

type LastingOrNot = WorkStore & { readonly lasts: boolean };
