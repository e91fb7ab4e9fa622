import { DataError, data, OptionError, type Tensor, tensor } from "gradbook";
import { describe, expect, expectTypeOf, it } from "vitest";

const numbers = (count: number) =>
  data.Dataset.fromTensorSlices(tensor(Array.from({ length: count }, (_, i) => i)));
const generated = <T>(...items: readonly T[]) => data.Dataset.fromGenerator(() => items);
const items = <T extends { item(): number }>(dataset: Iterable<T>) => [...dataset].map((each) => each.item());

describe("take(-1)", () => {
  it("takes all, as tf.data does, and skip(-1) none", () => {
    expect(items(numbers(3).take(-1))).toEqual([0, 1, 2]);
    expect([...generated(1, 2).take(-1)]).toEqual([1, 2]);
    expect(numbers(3).take(-1).cardinality).toBe(3);
    expect([...numbers(3).skip(-1)]).toEqual([]);
    expect(() => numbers(3).take(-2)).toThrow(OptionError);
  });
});

describe("shard", () => {
  it("cuts a dataset into parts that together are the whole", () => {
    const parts = [0, 1, 2].map((index) => numbers(7).shard(3, index));
    expect(parts.map(items)).toEqual([
      [0, 3, 6],
      [1, 4],
      [2, 5],
    ]);
    expect(parts.map(({ cardinality }) => cardinality)).toEqual([3, 2, 2]);
    expect([...generated("a", "b", "c").shard(2, 1)]).toEqual(["b"]);
    // Rows stay rows: a batch is gathered in one go.
    expect([...numbers(7).shard(3, 0).batch(2)].map((batch) => batch.toArray())).toEqual([[0, 3], [6]]);
  });

  it.each<readonly [number, number, string]>([
    [2, 2, "Dataset.shard: expected an index from 0 to 1, got 2; try shard(2, 0)"],
    [2, -1, "Dataset.shard: expected an index from 0 to 1, got -1; try shard(2, 0)"],
  ])("refuses parts that there are not: %s, %s", (count, index, message) => {
    expect(() => numbers(3).shard(count, index)).toThrow(new OptionError(message));
  });
});

describe("unbatch", () => {
  it("is the reverse of batch, for tensors, strings, tuples and records", () => {
    const x = tensor([
      [1, 2],
      [3, 4],
      [5, 6],
    ]);
    const pairs = data.Dataset.fromTensorSlices({ x, name: ["a", "b", "c"] });
    const rows = [...pairs.batch(2).unbatch()];
    expect(rows.map((row) => [row.x.toArray(), row.name])).toEqual([
      [[1, 2], "a"],
      [[3, 4], "b"],
      [[5, 6], "c"],
    ]);
    const row = rows[0]!;
    expectTypeOf(row).toEqualTypeOf<{ x: Tensor<[2]>; name: string }>();
    expect(items(numbers(5).batch(2).unbatch())).toEqual([0, 1, 2, 3, 4]);
  });

  it("refuses what has no rows, and parts of different lengths", () => {
    expect(() => [...generated(tensor(1)).unbatch()]).toThrow(
      new DataError(
        "Dataset.unbatch: expected batches with a first axis, got a single number; try it after batch",
      ),
    );
    expect(() => [...generated([tensor([1, 2]), tensor([1])] as const).unbatch()]).toThrow(
      new DataError(
        "Dataset.unbatch: expected parts of one length, got 2 and, at [1], 1; try a map that cuts them to one length",
      ),
    );
  });
});

describe("window", () => {
  const windows = (count: number, size: number, options?: data.WindowOptions) => {
    const made = numbers(count).window(size, options);
    const read = [...made].map(items);
    expect(made.cardinality).toBe(read.length);
    return read;
  };

  it.each<readonly [string, readonly number[][], readonly number[][]]>([
    ["one after the other", windows(5, 2), [[0, 1], [2, 3], [4]]],
    [
      "all of them full",
      windows(5, 2, { dropRemainder: true }),
      [
        [0, 1],
        [2, 3],
      ],
    ],
    ["one further each time", windows(4, 3, { shift: 1 }), [[0, 1, 2], [1, 2, 3], [2, 3], [3]]],
    [
      "with gaps between them",
      windows(8, 2, { shift: 3 }),
      [
        [0, 1],
        [3, 4],
        [6, 7],
      ],
    ],
    [
      "with gaps within them",
      windows(7, 3, { stride: 2, shift: 1, dropRemainder: true }),
      [
        [0, 2, 4],
        [1, 3, 5],
        [2, 4, 6],
      ],
    ],
    ["longer than the data", windows(2, 3), [[0, 1]]],
    ["longer than the data, none", windows(2, 3, { dropRemainder: true }), []],
  ])("gives tf.data's: %s", (_, got, wanted) => {
    expect(got).toEqual(wanted);
  });

  it("makes sequences of texts for a language model", () => {
    const pairs = numbers(6)
      .window(3, { shift: 1, dropRemainder: true })
      .flatMap((window) => window.batch(3))
      .map((ids) => [ids.slice([[0, -1]]), ids.slice([[1, null]])] as const);
    expect([...pairs].map(([x, y]) => [x.toArray(), y.toArray()])).toEqual([
      [
        [0, 1],
        [1, 2],
      ],
      [
        [1, 2],
        [2, 3],
      ],
      [
        [2, 3],
        [3, 4],
      ],
      [
        [3, 4],
        [4, 5],
      ],
    ]);
  });

  it("refuses sizes below 1", () => {
    expect(() => numbers(3).window(0)).toThrow(OptionError);
    expect(() => numbers(3).window(2, { shift: 0 })).toThrow(OptionError);
  });
});

describe("paddedBatch", () => {
  const sentences = () => generated<Tensor<[number]>>(tensor([1, 2, 3]), tensor([4]), tensor([5, 6]));

  it("fills elements up to the longest of the batch, or to a length", () => {
    expect([...sentences().paddedBatch(2)].map((batch) => batch.toArray())).toEqual([
      [
        [1, 2, 3],
        [4, 0, 0],
      ],
      [[5, 6]],
    ]);
    const [batch] = sentences().paddedBatch(3, { length: 4, paddingValue: -1 });
    expect(batch!.toArray()).toEqual([
      [1, 2, 3, -1],
      [4, -1, -1, -1],
      [5, 6, -1, -1],
    ]);
    expect(String(sentences().paddedBatch(2))).toBe(
      "Dataset(element spec: TensorSpec([null, null], float32))",
    );
  });

  it("fills every axis and every part", () => {
    const pairs = generated(
      [tensor([[1]]), 7] as const,
      [
        tensor([
          [2, 3],
          [4, 5],
        ]),
        8,
      ] as const,
    );
    const [batch] = pairs.paddedBatch(2);
    expect(batch![0].toArray()).toEqual([
      [
        [1, 0],
        [0, 0],
      ],
      [
        [2, 3],
        [4, 5],
      ],
    ]);
    expect(batch![1].toArray()).toEqual([7, 8]);
  });

  it("refuses elements that do not fit", () => {
    expect(() => [...sentences().paddedBatch(2, { length: 2 })]).toThrow(
      new DataError(
        "Dataset.paddedBatch: expected float32 elements of 1 axes, at most [2], got float32 [3]; try a map that cuts them to one length",
      ),
    );
    expect(() => [...generated<Tensor>(tensor([1]), tensor([[1]])).paddedBatch(2)]).toThrow(DataError);
  });
});
