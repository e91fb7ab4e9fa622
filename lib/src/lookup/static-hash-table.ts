import { DTypeError } from "../errors.js";
import { quoted } from "../given.js";
import { written } from "../tensor/dtype.js";
import type { Tensor } from "../tensor/tensor.js";
import type { KeyValueTensorInitializer } from "./key-value-tensor-initializer.js";
import { type Keys, type KeysShape, listKeys, mapKeys } from "./keys.js";

/** A value of the kind of others: any string, or any number. */
type Alike<Value> = Value extends string ? string : number;

/** What a table gives: an int32 tensor of the keys' shape, or strings, one for one key and else a list. */
export type Found<K, Value> = [Value] extends [number]
  ? Tensor<KeysShape<K>, "int32">
  : K extends string | number
    ? string
    : string[];

/**
 * A table that gives the value of each key, and one default value for every other key. It does not change.
 *
 * Shapes: `keys [...] → [...]`, int32. Where the values are strings, a string for one key and a list for several, those
 * of a tensor row after row. Throws DTypeError for a default value of another kind than the values, or a number that
 * int32 does not hold.
 *
 * @example
 * const table = new lookup.StaticHashTable(new lookup.KeyValueTensorInitializer(["yes", "no"], [1, 0]), -1);
 * table.lookup(["no", "maybe", "yes"]).toArray() // [0, -1, 1]
 * const names = new lookup.StaticHashTable(new lookup.KeyValueTensorInitializer([0, 1], ["cat", "dog"]), "?");
 * names.lookup([1, 7]) // ["dog", "?"]
 */
export class StaticHashTable<Value extends string | number = number> {
  /** What a key that is not in the table gives. */
  readonly defaultValue: Alike<Value>;
  readonly #values: ReadonlyMap<string | number, string | number>;

  constructor(initializer: KeyValueTensorInitializer<string | number, Value>, defaultValue: Alike<Value>) {
    const kind = typeof (initializer.values[0] ?? defaultValue);
    if (typeof defaultValue !== kind) {
      throw new DTypeError(
        `StaticHashTable: expected a default value of the values' kind, a ${kind}, got ${quoted(defaultValue)}; try ${kind === "string" ? '"?"' : -1}`,
      );
    }
    this.defaultValue =
      typeof defaultValue === "number"
        ? (written("StaticHashTable: default value", defaultValue, "int32") as typeof defaultValue)
        : defaultValue;
    this.#values = new Map(initializer.keys.map((key, i) => [key, initializer.values[i]!]));
  }

  /** How many keys are in the table. */
  get size(): number {
    return this.#values.size;
  }

  /** The value of each key. Throws DTypeError for a key that is neither a string nor a whole number. */
  lookup<const K extends Keys>(keys: K): Found<K, Value> {
    const where = "StaticHashTable.lookup";
    const answer = (key: string | number): string | number => this.#values.get(key) ?? this.defaultValue;
    if (typeof this.defaultValue === "number") {
      return mapKeys(where, keys, answer as (key: string | number) => number) as Found<K, Value>;
    }
    const found = listKeys(where, keys).list.map(answer);
    return (typeof keys === "string" || typeof keys === "number" ? found[0] : found) as Found<K, Value>;
  }
}
