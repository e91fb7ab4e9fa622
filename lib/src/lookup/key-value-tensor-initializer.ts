import { DataError, DTypeError, ShapeError } from "../errors.js";
import { quoted } from "../given.js";

/** The largest id an int32 tensor holds. */
const MAX_ID = 2 ** 31 - 1;

/**
 * The content of a lookup table: keys and the value of each.
 *
 * Throws ShapeError when there are not as many values as keys, DTypeError when keys of two kinds are mixed or the
 * values are neither all strings nor all int32 numbers, DataError when a key has two values.
 *
 * @example
 * const vocabulary = new lookup.KeyValueTensorInitializer(["emerson", "lake", "palmer"], [0, 1, 2]);
 * vocabulary.size // 3
 */
export class KeyValueTensorInitializer<
  Key extends string | number = string | number,
  Value extends string | number = number,
> {
  /** The keys, in order. */
  readonly keys: readonly Key[];
  /** The value of each key: whole numbers, or strings. */
  readonly values: readonly Value[];

  constructor(keys: readonly Key[], values: readonly Value[]) {
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
    const areStrings = values.length > 0 && values.every((value) => typeof value === "string");
    const isId = (value: unknown): boolean => Number.isInteger(value) && Math.abs(value as number) <= MAX_ID;
    const wrong = areStrings ? undefined : values.find((value) => !isId(value));
    if (wrong !== undefined) {
      throw new DTypeError(
        `${where}: expected strings or whole numbers that an int32 holds as values, got ${quoted(wrong)}; try keys.map((_, i) => i)`,
      );
    }
    const table = new Map<Key, Value>();
    for (const [i, key] of keys.entries()) {
      const before = table.get(key);
      if (before !== undefined && before !== values[i]) {
        throw new DataError(
          `${where}: expected one value for the key ${JSON.stringify(key)}, got ${quoted(before)} and ${quoted(values[i])}; ` +
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
