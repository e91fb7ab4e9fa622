import { DataError, data, isTensor, OptionError, tensor } from "gradbook";
import { describe, expect, it, vi } from "vitest";
import { numbers, plain } from "./plain.js";

const { Dataset } = data;

/** Ways to make the same five numbers: rows in memory, a generator, an asynchronous generator. */
const kinds = [
  ["rows", () => numbers(5)],
  [
    "a generator",
    () =>
      Dataset.fromGenerator(function* () {
        for (let i = 0; i < 5; i++) yield i;
      }),
  ],
  [
    "an asynchronous generator",
    () =>
      Dataset.fromGenerator(async function* () {
        for (let i = 0; i < 5; i++) {
          await Promise.resolve();
          yield i;
        }
      }),
  ],
] as const;

type Numbers = data.Dataset<unknown>;
const value = (element: unknown): number => plain(element) as number;

/** What each method makes of 0, 1, 2, 3, 4. */
const methods: readonly (readonly [string, (d: Numbers) => Numbers, unknown])[] = [
  ["nothing", (d) => d, [0, 1, 2, 3, 4]],
  ["map", (d) => d.map((x) => value(x) * 10), [0, 10, 20, 30, 40]],
  [
    "map with the index",
    (d) => d.skip(2).map((x, i) => [value(x), i]),
    [
      [2, 0],
      [3, 1],
      [4, 2],
    ],
  ],
  ["filter", (d) => d.filter((x) => value(x) % 2 === 0), [0, 2, 4]],
  ["filter with the index", (d) => d.filter((_, i) => i > 2), [3, 4]],
  ["batch", (d) => d.batch(2), [[0, 1], [2, 3], [4]]],
  [
    "batch, dropRemainder",
    (d) => d.batch(2, { dropRemainder: true }),
    [
      [0, 1],
      [2, 3],
    ],
  ],
  ["batch of more than there is", (d) => d.batch(9), [[0, 1, 2, 3, 4]]],
  ["batch of more than there is, dropRemainder", (d) => d.batch(9, { dropRemainder: true }), []],
  [
    "batch of batches",
    (d) => d.batch(2, { dropRemainder: true }).batch(2),
    [
      [
        [0, 1],
        [2, 3],
      ],
    ],
  ],
  ["repeat(2)", (d) => d.repeat(2), [0, 1, 2, 3, 4, 0, 1, 2, 3, 4]],
  ["repeat(0)", (d) => d.repeat(0), []],
  ["repeat().take(7)", (d) => d.repeat().take(7), [0, 1, 2, 3, 4, 0, 1]],
  ["repeat of nothing", (d) => d.take(0).repeat(), []],
  ["take", (d) => d.take(3), [0, 1, 2]],
  ["take(0)", (d) => d.take(0), []],
  ["take of more than there is", (d) => d.take(9), [0, 1, 2, 3, 4]],
  ["skip", (d) => d.skip(3), [3, 4]],
  ["skip(0)", (d) => d.skip(0), [0, 1, 2, 3, 4]],
  ["skip of more than there is", (d) => d.skip(9), []],
  ["concatenate", (d) => d.concatenate(d.take(2)), [0, 1, 2, 3, 4, 0, 1]],
  ["concatenate with other data", (d) => d.concatenate(numbers(2).map((x) => x)), [0, 1, 2, 3, 4, 0, 1]],
  [
    "zip",
    (d) => Dataset.zip([d, d.skip(3)]),
    [
      [0, 3],
      [1, 4],
    ],
  ],
  ["zip of a record", (d) => Dataset.zip({ a: d.take(1), b: d }), [{ a: 0, b: 0 }]],
  ["prefetch", (d) => d.prefetch(2), [0, 1, 2, 3, 4]],
  ["prefetch of more than there is", (d) => d.prefetch(9).batch(4), [[0, 1, 2, 3], [4]]],
  ["cache", (d) => d.cache(), [0, 1, 2, 3, 4]],
  [
    "a long pipeline",
    (d) => d.cache().repeat(2).skip(1).take(8).batch(3),
    [
      [1, 2, 3],
      [4, 0, 1],
      [2, 3],
    ],
  ],
];

describe.each(kinds)("from %s", (name, make) => {
  it.each(methods)("%s", async (_method, apply, expected) => {
    const dataset = apply(make() as Numbers);
    for (let reading = 0; reading < 2; reading++) {
      expect((await dataset.toArray()).map(plain)).toEqual(expected);
      if (name !== "an asynchronous generator") expect([...dataset].map(plain)).toEqual(expected);
    }
    const known = dataset.cardinality;
    if (known !== undefined) expect(known).toBe((expected as unknown[]).length);
  });
});

describe("reading", () => {
  const later = numbers(3).map(async (x) => x.mul(2));

  it("with for...of says how to wait for an asynchronous step", () => {
    const message = (where: string) =>
      `${where}: expected a value, got a promise, which a plain for...of cannot wait for; ` +
      "try for await (const element of dataset)";
    expect(() => [...later]).toThrow(new DataError(message("Dataset.map")));
    expect(() => [...numbers(3).filter(async () => true)]).toThrow(new DataError(message("Dataset.filter")));
    const slow = Dataset.fromGenerator(async function* () {
      yield 1;
    });
    expect(() => [...slow.batch(2)]).toThrow(new DataError(message("Dataset.fromGenerator")));
  });

  it("waits for asynchronous functions, in order", async () => {
    const uneven = numbers(4).map(async (x) => {
      await new Promise((resolve) => setTimeout(resolve, 8 - 2 * x.item()));
      return x.item();
    });
    expect(await uneven.toArray()).toEqual([0, 1, 2, 3]);
    expect(await uneven.prefetch(3).toArray()).toEqual([0, 1, 2, 3]);
    expect(
      await numbers(4)
        .filter(async (x) => x.item() > 1)
        .map(plain)
        .toArray(),
    ).toEqual([2, 3]);
  });

  it("passes on what a function throws, synchronously or not", async () => {
    const broken = numbers(3).map((x) => {
      if (x.item() === 1) throw new RangeError("no 1");
      return x.item();
    });
    expect(() => [...broken]).toThrow(new RangeError("no 1"));
    await expect(broken.toArray()).rejects.toThrow(new RangeError("no 1"));
    const rejecting = numbers(3).map((x) => (x.item() === 1 ? Promise.reject(new RangeError("no 1")) : 0));
    await expect(rejecting.toArray()).rejects.toThrow(new RangeError("no 1"));
    await expect(rejecting.prefetch(3).toArray()).rejects.toThrow(new RangeError("no 1"));
  });

  it("takes no more than it needs, and closes the generator that it leaves", async () => {
    const seen: string[] = [];
    const watched = Dataset.fromGenerator(function* () {
      try {
        for (let i = 0; ; i++) {
          seen.push(`${i}`);
          yield i;
        }
      } finally {
        seen.push("closed");
      }
    });
    expect([...watched.take(2)]).toEqual([0, 1]);
    expect(seen).toEqual(["0", "1", "closed"]);
    seen.length = 0;
    expect([...Dataset.zip([numbers(1), watched])].length).toBe(1);
    expect(seen).toEqual(["0", "closed"]);
    seen.length = 0;
    for await (const element of watched.prefetch(2)) if (element === 1) break;
    expect(seen.at(-1)).toBe("closed");
  });

  it("prefetch asks ahead by its buffer, not further", async () => {
    let asked = 0;
    const source = Dataset.fromGenerator(async function* () {
      for (;;) yield asked++;
    });
    const reading = source.prefetch(3)[Symbol.asyncIterator]();
    await reading.next();
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(asked).toBe(4);
    await reading.return?.();
  });

  it("calls the function of fromGenerator anew for each reading", () => {
    const create = vi.fn(function* () {
      yield 1;
    });
    const dataset = Dataset.fromGenerator(create, { elementSpec: new data.TensorSpec([], "float32") });
    expect([...dataset, ...dataset]).toEqual([1, 1]);
    expect(create).toHaveBeenCalledTimes(2);
  });

  it("cache runs what is before it only once, when that was read to its end", async () => {
    const square = vi.fn((x: { item(): number }) => x.item() ** 2);
    const cached = numbers(3).map(square).cache();
    expect([...cached.take(2)]).toEqual([0, 1]);
    expect(square).toHaveBeenCalledTimes(2);
    expect([...cached]).toEqual([0, 1, 4]);
    expect(square).toHaveBeenCalledTimes(5);
    expect(await cached.toArray()).toEqual([0, 1, 4]);
    expect([...cached]).toEqual([0, 1, 4]);
    expect(square).toHaveBeenCalledTimes(5);
  });

  it("cache keeps the order of a shuffle before it", () => {
    const cached = numbers(50).shuffle(50).cache();
    expect([...cached].map(plain)).toEqual([...cached].map(plain));
  });

  it("leaves the data alone: a batch and a row are copies", () => {
    const x = tensor([
      [1, 2],
      [3, 4],
    ]);
    const dataset = Dataset.fromTensorSlices(x);
    for (const row of dataset) row.data.fill(0);
    for (const batch of dataset.batch(2)) batch.data.fill(0);
    expect(x.toArray()).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });

  it("two readings at a time do not disturb each other", () => {
    const dataset = numbers(4).shuffle(2, { reshuffleEachIteration: false }).batch(2);
    const once = [...dataset].map(plain);
    const pairs = [...Dataset.zip([dataset, dataset])].map(plain);
    expect(pairs).toEqual(once.map((batch) => [batch, batch]));
  });
});

describe("cardinality", () => {
  const unknown = Dataset.fromGenerator(function* () {
    yield 1;
  });
  it.each([
    ["rows", numbers(5), 5],
    ["batch", numbers(5).batch(2), 3],
    ["batch, dropRemainder", numbers(5).batch(2, { dropRemainder: true }), 2],
    ["shuffle", numbers(5).shuffle(2), 5],
    ["map", numbers(5).map((x) => x), 5],
    ["filter", numbers(5).filter(() => true), undefined],
    ["repeat", numbers(5).repeat(), Number.POSITIVE_INFINITY],
    ["repeat(3)", numbers(5).repeat(3), 15],
    ["repeat of nothing", numbers(5).take(0).repeat(), 0],
    ["repeat(0) for ever", numbers(5).repeat().repeat(0), 0],
    ["take of repeat", numbers(5).repeat().take(7), 7],
    ["skip of repeat", numbers(5).repeat().skip(7), Number.POSITIVE_INFINITY],
    ["zip", Dataset.zip([numbers(5), numbers(3)]), 3],
    ["zip with the unknown", Dataset.zip([numbers(5), unknown]), undefined],
    ["concatenate", numbers(5).concatenate(numbers(3)), 8],
    ["concatenate with the unknown", unknown.concatenate(unknown), undefined],
    ["prefetch", numbers(5).prefetch(1), 5],
    ["cache", numbers(5).cache(), 5],
    ["a generator", unknown, undefined],
    ["take(0) of the unknown", unknown.take(0), 0],
    ["batch of the unknown", unknown.batch(2), undefined],
  ] as const)("%s", (_name, dataset: Numbers, expected) => {
    expect(dataset.cardinality).toBe(expected);
  });
});

describe("messages", () => {
  const five = numbers(5);
  it.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])("refuse a size of %s", (size) => {
    for (const method of ["batch", "shuffle", "prefetch"] as const) {
      expect(() => five[method](size)).toThrow(
        new OptionError(
          `Dataset.${method}: expected a whole number of at least 1, got ${size}; try Dataset.${method}(1)`,
        ),
      );
    }
  });

  it.each([-2, 1.5, Number.NaN])("refuse a count of %s", (count) => {
    for (const method of ["take", "skip", "repeat"] as const) {
      expect(() => five[method](count)).toThrow(
        new OptionError(
          `Dataset.${method}: expected a whole number of at least 0, got ${count}; try Dataset.${method}(1)`,
        ),
      );
    }
  });

  it.each([-1, 0.5, Number.NaN, 2 ** 53])("refuse a seed of %s", (seed) => {
    expect(() => five.shuffle(5, { seed })).toThrow(
      new OptionError(
        `Dataset.shuffle: expected a whole number of at least 0 as seed, got ${seed}; try shuffle(5, { seed: 1 })`,
      ),
    );
  });

  it("refuse to zip what is no dataset", () => {
    const message =
      "Dataset.zip: expected a tuple or record of datasets, got something else in it or nothing; " +
      "try Dataset.zip([images, labels])";
    expect(() => Dataset.zip([])).toThrow(new OptionError(message));
    // @ts-expect-error: a number is no dataset
    expect(() => Dataset.zip([five, 3])).toThrow(new OptionError(message));
    // @ts-expect-error: nor is a dataset a tuple of datasets
    expect(() => Dataset.zip(five)).toThrow(new OptionError(message));
  });

  it("warn once, and only once, when shuffle follows batch", async () => {
    const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
    // A module of its own, so that no earlier test has used up the one warning.
    vi.resetModules();
    const fresh = await import("../../../lib/src/data/index.js");
    const rows = fresh.Dataset.fromTensorSlices([1, 2, 3, 4]);
    rows
      .shuffle(4)
      .batch(2)
      .map((x) => x)
      .prefetch(1);
    expect(warn).not.toHaveBeenCalled();
    rows
      .batch(2)
      .map((x) => x)
      .cache()
      .shuffle(2);
    rows.batch(2).shuffle(2);
    fresh.Dataset.zip([rows.batch(2), rows]).shuffle(2);
    expect(warn.mock.calls).toEqual([
      [
        "Dataset.shuffle: it comes after batch, so whole batches change places and the same examples stay " +
          "together; try shuffle(...) before batch(...)",
      ],
    ]);
    warn.mockRestore();
  });

  it.each([
    ["batches of strings", (d: Numbers) => d.map(() => "a").batch(2), [["a", "a"]]],
    ["batches of booleans", (d: Numbers) => d.map((_, i) => i === 1).batch(2), [[false, true]]],
    [
      "batches of records",
      (d: Numbers) => d.map((x) => ({ x, s: "t" })).batch(2),
      [{ x: [0, 1], s: ["t", "t"] }],
    ],
    ["batches of nothing but names", (d: Numbers) => d.map(() => ({})).batch(2), [{}]],
  ])("%s", (_name, apply, expected) => {
    const [first] = apply(five.take(2) as Numbers);
    expect([plain(first)]).toEqual(expected);
    expect(isTensor(first)).toBe(_name === "batches of booleans");
  });

  const advice = "try a map that gives every element the same form";
  it.each([
    [
      "shapes",
      (i: number) => (i === 0 ? tensor([1, 2]) : tensor([1, 2, 3])),
      "Dataset.batch: expected elements of one shape and dtype, got float32 [2] and, at index 1 of the batch, " +
        "float32 [3]; try a map that pads or cuts them to one size",
    ],
    [
      "dtypes",
      (i: number) => tensor([1], { dtype: i === 0 ? "float32" : "int32" }),
      "Dataset.batch: expected elements of one shape and dtype, got float32 [1] and, at index 1 of the batch, " +
        "int32 [1]; try a map that pads or cuts them to one size",
    ],
    [
      "a tensor and a number",
      (i: number) => (i === 0 ? tensor([1]) : 1),
      "Dataset.batch: expected elements of one shape and dtype, got float32 [1] and, at index 1 of the batch, " +
        "number; try a map that pads or cuts them to one size",
    ],
    [
      "a number and a string",
      (i: number) => (i === 0 ? 1 : "1"),
      `Dataset.batch: expected elements of one kind, got a number and, at index 1 of the batch, string; ${advice}`,
    ],
    [
      "tuples of two lengths",
      (i: number) => (i === 0 ? [1, 2] : [1]),
      `Dataset.batch: expected elements of one form ([0], [1]), got another at index 1; ${advice}`,
    ],
    [
      "records with other names",
      (i: number) => (i === 0 ? { a: 1 } : { b: 1 }),
      `Dataset.batch: expected elements of one form (.a), got another at index 1; ${advice}`,
    ],
    [
      "shapes in a component",
      (i: number) => ({ image: i === 0 ? tensor([1]) : tensor([1, 2]) }),
      "Dataset.batch: component .image: expected elements of one shape and dtype, got float32 [1] and, at index 1 " +
        "of the batch, float32 [2]; try a map that pads or cuts them to one size",
    ],
    [
      "a date",
      () => new Date(0),
      "Dataset.batch: expected elements made of tensors, numbers, booleans or strings, got object; " +
        "try a map that makes tensors of them",
    ],
    [
      "null",
      () => null,
      "Dataset.batch: expected elements made of tensors, numbers, booleans or strings, got null; " +
        "try a map that makes tensors of them",
    ],
  ])("say which elements do not make a batch: %s", (_name, make, message) => {
    expect(() => [...five.map((_, i) => make(i) as unknown).batch(2)]).toThrow(new DataError(message));
  });
});
