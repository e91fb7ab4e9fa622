import { codeNames } from "./own-code.js";

/** A field and what it held. */
interface Field {
  readonly holder: object;
  readonly key: PropertyKey;
  readonly value: unknown;
  /** Where it is, for messages: `Dropout(0.5).rate`. */
  readonly place: string;
}

/** Lists within records within lists of a part are looked into, not deeper. */
const DEPTH = 3;

/**
 * What the modules and optimizers of a recorded step held: each of their fields, the elements of lists and records in
 * them, and their code. One comparison for each of them tells whether a replay still does what they would.
 */
export class Watch {
  readonly #fields: Field[] = [];
  /** Parts that may have no further fields, and how many they have. */
  readonly #whole: { readonly part: object; readonly count: number; readonly place: string }[] = [];

  constructor(parts: Iterable<object>, { isWhole = false }: { readonly isWhole?: boolean } = {}) {
    for (const part of parts) {
      const name = (part as { readonly label?: string }).label ?? part.constructor.name;
      // An optimizer's numbers are read by its update, which runs every time.
      if (!("slotStarts" in part)) this.#add(part, name, 0);
      for (const key of codeNames) if (key in part) this.#note(part, key, `${name}.${key}`);
      if (isWhole) this.#whole.push({ part, count: Object.keys(part).length, place: name });
    }
  }

  /** The first field that holds something else now; undefined when there is none. */
  change(): string | undefined {
    const fields = this.#fields;
    for (let i = 0; i < fields.length; i++) {
      const { holder, key, value, place } = fields[i]!;
      const now = (holder as Record<PropertyKey, unknown>)[key];
      // Most are the same, which === tells sooner than Object.is.
      if (now === value ? now === 0 && !Object.is(now, value) : !Object.is(now, value)) return place;
    }
    for (const { part, count, place } of this.#whole) if (Object.keys(part).length !== count) return place;
    return undefined;
  }

  #note(holder: object, key: PropertyKey, place: string): unknown {
    const value: unknown = Reflect.get(holder, key);
    this.#fields.push({ holder, key, value, place });
    return value;
  }

  #add(holder: object, place: string, depth: number): void {
    if (Array.isArray(holder)) this.#note(holder, "length", place);
    for (const key of Object.keys(holder)) {
      const at = Array.isArray(holder) ? `${place}[${key}]` : `${place}.${key}`;
      const value = this.#note(holder, key, at);
      const isOpen = Array.isArray(value) || (isObject(value) && isRecord(value));
      if (isOpen && depth < DEPTH) this.#add(value as object, at, depth + 1);
    }
  }
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function isRecord(value: object): boolean {
  return Object.getPrototypeOf(value) === Object.prototype;
}
