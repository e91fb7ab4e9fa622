/** A file that is no notebook, or not one that can be read. */
export class NotebookError extends Error {
  override readonly name = "NotebookError";
}

/** A value in a notebook's JSON and where it stands, for the messages: `a.ipynb: cells[3].source`. */
export class Place {
  readonly file: string;
  readonly path: string;
  readonly value: unknown;

  constructor(file: string, value: unknown, path = "") {
    this.file = file;
    this.value = value;
    this.path = path;
  }

  /** What an object has under a key, or a list at an index. */
  at(key: string | number): Place {
    const found = (this.value as Record<string | number, unknown>)[key];
    const step = typeof key === "number" ? `[${key}]` : this.path === "" ? key : `.${key}`;
    return new Place(this.file, found, `${this.path}${step}`);
  }

  get isMissing(): boolean {
    return this.value === undefined || this.value === null;
  }

  object(): Readonly<Record<string, unknown>> {
    if (typeof this.value !== "object" || this.value === null || Array.isArray(this.value)) {
      throw this.refuse("an object");
    }
    return this.value as Readonly<Record<string, unknown>>;
  }

  list(): readonly Place[] {
    if (!Array.isArray(this.value)) throw this.refuse("a list");
    return this.value.map((_, i) => this.at(i));
  }

  /** Text, which nbformat also stores as a list of lines. */
  text(): string {
    if (typeof this.value === "string") return this.value;
    if (Array.isArray(this.value) && this.value.every((line) => typeof line === "string")) {
      return this.value.join("");
    }
    throw this.refuse("text");
  }

  oneOf<T extends string>(known: readonly T[]): T {
    const found = known.find((name) => name === this.value);
    if (found === undefined) throw this.refuse(known.join(", ").replace(/, ([^,]*)$/, " or $1"));
    return found;
  }

  refuse(expected: string): NotebookError {
    const where = this.path === "" ? this.file : `${this.file}: ${this.path}`;
    return new NotebookError(`${where}: expected ${expected}, got ${shown(this.value)}`);
  }
}

function shown(value: unknown): string {
  if (value === undefined) return "nothing";
  if (Array.isArray(value)) return "a list";
  if (typeof value !== "object" || value === null) return JSON.stringify(value).slice(0, 80);
  const keys = Object.keys(value);
  return keys.length === 0 ? "an empty object" : `an object with ${keys.slice(0, 5).join(", ")}`;
}
