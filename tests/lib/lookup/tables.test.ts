import { readFileSync } from "node:fs";
import { DTypeError, lookup, tensor } from "gradbook";
import { describe, expect, it } from "vitest";

interface Reference {
  readonly tables: readonly {
    readonly numOovBuckets: number;
    readonly queries: readonly string[];
    readonly ids: readonly number[];
  }[];
  readonly integerKeys: { readonly keys: readonly number[]; readonly ids: readonly number[] };
}

const reference = JSON.parse(
  readFileSync(new URL("reference/fingerprint64.json", import.meta.url), "utf8"),
) as Reference;
const vocabulary = new lookup.KeyValueTensorInitializer(["emerson", "lake", "palmer"], [0, 1, 2]);

describe("StaticVocabularyTable", () => {
  it("holds TensorFlow's documented example: king → 6, crimson → 7 with 5 buckets", () => {
    const table = new lookup.StaticVocabularyTable(vocabulary, { numOovBuckets: 5 });
    const ids = table.lookup(["emerson", "lake", "palmer", "king", "crimson"]);
    expect(ids.toArray()).toEqual([0, 1, 2, 6, 7]);
    expect(ids.dtype).toBe("int32");
    expect(table.size).toBe(8);
  });

  it.each(reference.tables)(
    "gives TensorFlow's ids with $numOovBuckets buckets",
    ({ numOovBuckets, queries, ids }) => {
      const table = new lookup.StaticVocabularyTable(vocabulary, { numOovBuckets });
      expect(table.lookup(queries).toArray()).toEqual(ids);
    },
  );

  it("gives TensorFlow's ids for integer keys, as an array or a tensor", () => {
    const { keys, ids } = reference.integerKeys;
    const integers = new lookup.KeyValueTensorInitializer([10, 20], [0, 1]);
    const table = new lookup.StaticVocabularyTable(integers, { numOovBuckets: 7 });
    expect(table.lookup(keys).toArray()).toEqual(ids);
    expect(table.lookup(tensor(Int32Array.from(keys)).reshape([2, 3])).toArray()).toEqual([
      ids.slice(0, 3),
      ids.slice(3),
    ]);
  });

  it("answers one key with a single number, and no keys with none", () => {
    const table = new lookup.StaticVocabularyTable(vocabulary, { numOovBuckets: 5 });
    expect(table.lookup("king").shape).toEqual([]);
    expect(table.lookup("king").item()).toBe(6);
    expect(table.lookup([]).shape).toEqual([0]);
  });

  it.each([0, -1, 1.5, Number.NaN, 2 ** 31])("refuses %s buckets", (numOovBuckets) => {
    expect(() => new lookup.StaticVocabularyTable(vocabulary, { numOovBuckets })).toThrow(
      `StaticVocabularyTable: expected numOovBuckets as a whole number from 1 to 2147483645, got ${numOovBuckets}; try { numOovBuckets: 1 }`,
    );
  });

  it("refuses values that are not 0, 1, 2, …", () => {
    const gap = new lookup.KeyValueTensorInitializer(["a", "b"], [0, 2]);
    expect(() => new lookup.StaticVocabularyTable(gap, { numOovBuckets: 1 })).toThrow(
      "StaticVocabularyTable: expected the values 0 to 1, each once, got 2 where 1 belongs; try keys.map((_, i) => i) as the values",
    );
  });

  it("refuses keys that are neither text nor whole numbers", () => {
    const table = new lookup.StaticVocabularyTable(vocabulary, { numOovBuckets: 5 });
    expect(() => table.lookup(["king", 1.5])).toThrow(
      "StaticVocabularyTable.lookup: expected strings or whole numbers as keys, got 1.5 at index 1; try String(key)",
    );
  });
});

describe("StaticHashTable", () => {
  it("refuses a default value that int32 does not hold", () => {
    const values = new lookup.KeyValueTensorInitializer(["yes"], [1]);
    expect(() => new lookup.StaticHashTable(values, 0.5)).toThrow(
      "StaticHashTable: default value: expected a whole number from -2147483648 to 2147483647 for int32, got 0.5",
    );
  });
  it("gives each key's value and the default for any other", () => {
    const table = new lookup.StaticHashTable(vocabulary, -1);
    expect(table.lookup(["lake", "king", ""]).toArray()).toEqual([1, -1, -1]);
    expect(table.size).toBe(3);
  });

  it("gives strings where the values are strings: one for a key, a list for several", () => {
    const names = new lookup.KeyValueTensorInitializer([0, 1], ["cat", "dog"]);
    const table = new lookup.StaticHashTable(names, "?");
    const one: string = table.lookup(1);
    const several: string[] = table.lookup([0, 7]);
    expect([one, several]).toEqual(["dog", ["cat", "?"]]);
    const predicted = tensor([[1, 0]], { dtype: "int32" });
    expect(table.lookup(predicted)).toEqual(["dog", "cat"]);
    expect(() => new lookup.StaticHashTable(names, 0 as never)).toThrow(
      new DTypeError(
        'StaticHashTable: expected a default value of the values\' kind, a string, got 0; try "?"',
      ),
    );
    expect(() => new lookup.KeyValueTensorInitializer([0, 1], ["cat", 1] as never)).toThrow(DTypeError);
  });

  it("keeps names of Object's own properties apart from its keys", () => {
    expect(new lookup.StaticHashTable(vocabulary, -1).lookup(["constructor", "__proto__"]).toArray()).toEqual(
      [-1, -1],
    );
  });
});

describe("KeyValueTensorInitializer", () => {
  it("refuses another number of values than keys", () => {
    expect(() => new lookup.KeyValueTensorInitializer(["a", "b"], [0])).toThrow(
      "KeyValueTensorInitializer: expected one value per key, got 2 keys and 1 values; try keys.map((_, i) => i) as the values",
    );
  });

  it("refuses keys of two kinds", () => {
    expect(() => new lookup.KeyValueTensorInitializer<string | number>(["a", 1], [0, 1])).toThrow(
      "KeyValueTensorInitializer: expected all keys to be strings, or all to be whole numbers, got string and numbers; try keys.map(String)",
    );
  });

  it("refuses two values for one key, and takes the same one twice", () => {
    expect(() => new lookup.KeyValueTensorInitializer(["a", "a"], [0, 1])).toThrow(
      'KeyValueTensorInitializer: expected one value for the key "a", got 0 and 1; try [...new Set(keys)] to keep each key once',
    );
    expect(new lookup.KeyValueTensorInitializer(["a", "a"], [0, 0]).size).toBe(1);
  });

  it("refuses values that no int32 holds", () => {
    expect(() => new lookup.KeyValueTensorInitializer(["a"], [2 ** 31])).toThrow(
      "KeyValueTensorInitializer: expected strings or whole numbers that an int32 holds as values, got 2147483648; try keys.map((_, i) => i)",
    );
  });
});
