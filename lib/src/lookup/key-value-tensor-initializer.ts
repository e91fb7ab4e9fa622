import { DataError, DTypeError, ShapeError } from "../errors.js";
import { quoted } from "../given.js";

/** The largest id an int32 tensor holds. */
const MAX_ID = 2 ** 31 - 1;

/**
 * The content of a lookup table: keys and the value of each.
 *
 * Throws ShapeError when there are not as many values as keys, DTypeError when keys of two kinds are mixed or a
 * value is no int32 number, DataError when a key has two values.
 *
 * @example
 * const vocabulary = new lookup.KeyValueTensorInitializer(["emerson", "lake", "palmer"], [0, 1, 2]);
 * vocabulary.size // 3
 */
export class KeyValueTensorInitializer<Key extends string | number = string | number> {
  /** The keys, in order. */
  readonly keys: readonly Key[];
  /** The value of each key. */
  readonly values: readonly number[];

  constructor(keys: readonly Key[], values: readonly number[]) {
    const where = "KeyValueTensorInitializer";
    if (keys.length !== values.length) {
      throw new ShapeError(
        `${where}: expected one value per key, got ${keys.length} keys and ${values.length} values; ` +
          "try keys.map((_, i) => i) as the values",
      );
    }
    const kinds = new Set(keys.map((key) => typeof key));
    if (kinds.size > 1 || keys.some((key) => typeof key === "number" && !Number.isSafeInteger(key))) {
      throw new DTypeError(
        `${where}: expected all keys to be strings, or all to be whole numbers, got ${[...kinds].join(" and ")}s; ` +
          "try keys.map(String)",
      );
    }
    const wrong = values.find((value) => !Number.isInteger(value) || Math.abs(value) > MAX_ID);
    if (wrong !== undefined) {
      throw new DTypeError(
        `${where}: expected whole numbers that an int32 holds as values, got ${quoted(wrong)}; try keys.map((_, i) => i)`,
      );
    }
    const table = new Map<Key, number>();
    for (const [i, key] of keys.entries()) {
      const before = table.get(key);
      if (before !== undefined && before !== values[i]) {
        throw new DataError(
          `${where}: expected one value for the key ${JSON.stringify(key)}, got ${before} and ${values[i]}; ` +
            "try [...new Set(keys)] to keep each key once",
        );
      }
      table.set(key, values[i]!);
    }
    this.keys = keys;
    this.values = values;
  }

  /** How many keys there are, each counted once. */
  get size(): number {
    return new Set(this.keys).size;
  }
}
