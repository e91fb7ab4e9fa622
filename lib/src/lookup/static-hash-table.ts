import { written } from "../tensor/dtype.js";
import type { Tensor } from "../tensor/tensor.js";
import type { KeyValueTensorInitializer } from "./key-value-tensor-initializer.js";
import { type Keys, type KeysShape, mapKeys } from "./keys.js";

/**
 * A table that gives the value of each key, and one default value for every other key. It does not change.
 *
 * Shapes: `keys [...] → [...]`, int32. Throws DTypeError for a default value that int32 does not hold.
 *
 * @example
 * const table = new lookup.StaticHashTable(new lookup.KeyValueTensorInitializer(["yes", "no"], [1, 0]), -1);
 * table.lookup(["no", "maybe", "yes"]).toArray() // [0, -1, 1]
 */
export class StaticHashTable {
  /** What a key that is not in the table gives. */
  readonly defaultValue: number;
  readonly #values: ReadonlyMap<string | number, number>;

  constructor(initializer: KeyValueTensorInitializer, defaultValue: number) {
    this.defaultValue = written("StaticHashTable: default value", defaultValue, "int32");
    this.#values = new Map(initializer.keys.map((key, i) => [key, initializer.values[i]!]));
  }

  /** How many keys are in the table. */
  get size(): number {
    return this.#values.size;
  }

  /** The value of each key. Throws DTypeError for a key that is neither a string nor a whole number. */
  lookup<const K extends Keys>(keys: K): Tensor<KeysShape<K>, "int32"> {
    return mapKeys("StaticHashTable.lookup", keys, (key) => this.#values.get(key) ?? this.defaultValue);
  }
}
