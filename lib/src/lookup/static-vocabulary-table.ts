import { DataError, OptionError } from "../errors.js";
import { checkOptions, quoted } from "../given.js";
import type { Tensor } from "../tensor/tensor.js";
import { fingerprint64 } from "./fingerprint64.js";
import type { KeyValueTensorInitializer } from "./key-value-tensor-initializer.js";
import { type Keys, type KeysShape, mapKeys } from "./keys.js";

/** Options of `StaticVocabularyTable`. */
export interface StaticVocabularyTableOptions {
  /** How many buckets share the words that are out of vocabulary (OOV): at least 1. */
  readonly numOovBuckets: number;
}

/**
 * A table that gives every word of a vocabulary its id, and every other word the id of a bucket after them:
 * `id(word) = size + Fingerprint64(word) mod numOovBuckets`. The same word always falls into the same bucket;
 * different words may share one.
 *
 * The ids equal those of TensorFlow's `tf.lookup.StaticVocabularyTable`, also for integer keys, which are hashed
 * as their decimal text. Shapes: `keys [...] → [...]`, int32.
 *
 * Throws OptionError when `numOovBuckets` is no whole number of at least 1 or the ids would not fit an int32,
 * DataError when the vocabulary's values are not 0, 1, 2, … in some order.
 *
 * @example
 * const vocabulary = new lookup.KeyValueTensorInitializer(["emerson", "lake", "palmer"], [0, 1, 2]);
 * const table = new lookup.StaticVocabularyTable(vocabulary, { numOovBuckets: 5 });
 * table.lookup(["emerson", "lake", "palmer", "king", "crimson"]).toArray() // [0, 1, 2, 6, 7]
 */
export class StaticVocabularyTable {
  /** How many ids keys outside the vocabulary share. */
  readonly numOovBuckets: number;
  readonly #ids: ReadonlyMap<string | number, number>;

  constructor(initializer: KeyValueTensorInitializer, options: StaticVocabularyTableOptions) {
    const where = "StaticVocabularyTable";
    const { numOovBuckets } = checkOptions(where, options, "numOovBuckets#: 1");
    const ids = new Map(initializer.keys.map((key, i) => [key, initializer.values[i]!]));
    if (!Number.isInteger(numOovBuckets) || numOovBuckets < 1 || ids.size + numOovBuckets > 2 ** 31) {
      throw new OptionError(
        `${where}: expected numOovBuckets as a whole number from 1 to ${2 ** 31 - ids.size}, ` +
          `got ${quoted(numOovBuckets)}; try { numOovBuckets: 1 }`,
      );
    }
    const sorted = [...ids.values()].sort((a, b) => a - b);
    const wrong = sorted.findIndex((value, i) => value !== i);
    if (wrong >= 0) {
      throw new DataError(
        `${where}: expected the values 0 to ${ids.size - 1}, each once, got ${sorted[wrong]} where ${wrong} ` +
          "belongs; try keys.map((_, i) => i) as the values",
      );
    }
    this.numOovBuckets = numOovBuckets;
    this.#ids = ids;
  }

  /** How many ids there are: the vocabulary and the buckets. */
  get size(): number {
    return this.#ids.size + this.numOovBuckets;
  }

  /** The id of each key. Throws DTypeError for a key that is neither a string nor a whole number. */
  lookup<const K extends Keys>(keys: K): Tensor<KeysShape<K>, "int32"> {
    return mapKeys("StaticVocabularyTable.lookup", keys, (key) => this.#ids.get(key) ?? this.#bucket(key));
  }

  #bucket(key: string | number): number {
    return this.#ids.size + Number(fingerprint64(String(key)) % BigInt(this.numOovBuckets));
  }
}
