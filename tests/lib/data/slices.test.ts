import { DataError, DTypeError, data, isTensor, OptionError, random, ShapeError, tensor } from "gradbook";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { plain } from "./plain.js";

const { Dataset, PackedImages } = data;
const gen = random.generator(1);

/** One column of each form, seven rows each: the data and the spec that its elements have. */
const columns: readonly (readonly [string, unknown, string])[] = [
  ["a matrix", gen.normal([7, 3]), "TensorSpec([3], float32)"],
  ["a float64 tensor of rank 3", gen.normal([7, 2, 2], { dtype: "float64" }), "TensorSpec([2, 2], float64)"],
  ["a vector", gen.normal([7]), "TensorSpec([], float32)"],
  ["an int32 tensor", gen.randint([7], { high: 9 }), "TensorSpec([], int32)"],
  ["a bool tensor", tensor([true, false, true, true, false, true, false]), "TensorSpec([], bool)"],
  ["rows of no size", tensor(new Float32Array(0), { shape: [7, 0] }), "TensorSpec([0], float32)"],
  ["a Float32Array", Float32Array.of(1, 2, 3, 4, 5, 6, 7), "TensorSpec([], float32)"],
  ["a Float64Array", Float64Array.of(1, 2, 3, 4, 5, 6, 0.1), "TensorSpec([], float64)"],
  ["an Int32Array", Int32Array.of(-1, 2, 3, 4, 5, 6, 7), "TensorSpec([], int32)"],
  ["a Uint8Array", Uint8Array.of(1, 2, 3, 4, 5, 6, 255), "TensorSpec([], int32)"],
  ["an array of numbers", [1, 2, 3, 4, 5, 6, 0.1], "TensorSpec([], float32)"],
  [
    "nested arrays",
    [
      [1, 2],
      [3, 4],
      [5, 6],
      [7, 8],
      [9, 0],
      [1, 1],
      [2, 2],
    ],
    "TensorSpec([2], float32)",
  ],
  ["booleans", [true, false, true, true, false, true, false], "TensorSpec([], bool)"],
  ["strings", ["a", "b", "c", "d", "e", "f", "g"], "TensorSpec([], string)"],
  [
    "packed images",
    new PackedImages(
      Uint8Array.from({ length: 42 }, (_, i) => i * 6),
      { height: 2, width: 3 },
    ),
    "TensorSpec([6], float32)",
  ],
];
const everything = Object.fromEntries(columns.map(([name, value]) => [name, value]));

/** What a batch is, to the bit: dtype, shape and values. */
function bits(element: unknown): unknown {
  if (isTensor(element)) return { dtype: element.dtype, shape: element.shape, values: [...element.data] };
  if (Array.isArray(element)) return element.map(bits);
  if (typeof element !== "object" || element === null) return element;
  return Object.fromEntries(Object.entries(element).map(([name, part]) => [name, bits(part)]));
}

describe("rows of data in memory", () => {
  it.each(columns)("%s", (_name, value, spec) => {
    const dataset = Dataset.fromTensorSlices(value as Float32Array);
    expect(dataset.cardinality).toBe(7);
    expect(String(dataset)).toBe(`Dataset(element spec: ${spec})`);
    expect([...dataset].length).toBe(7);
  });

  it("have the values of the data", () => {
    const x = tensor([
      [1, 2],
      [3, 4],
    ]);
    expect([...Dataset.fromTensorSlices([x, [true, false]])].map(plain)).toEqual(
      [
        [[1, 2], 1],
        [[3, 4], 0],
      ].map(([row, flag]) => [row, flag === 1]),
    );
    expect([...Dataset.fromTensorSlices({ text: ["a", "b"], deep: [x, { y: [5, 6] }] })].map(plain)).toEqual([
      { text: "a", deep: [[1, 2], { y: 5 }] },
      { text: "b", deep: [[3, 4], { y: 6 }] },
    ]);
  });

  it.each([
    ["batch", (d: data.Dataset<unknown>) => d.batch(3)],
    ["batch, dropRemainder", (d: data.Dataset<unknown>) => d.batch(3, { dropRemainder: true })],
    ["shuffle", (d: data.Dataset<unknown>) => d.shuffle(4, { seed: 3 }).batch(3)],
    ["repeat, skip, take", (d: data.Dataset<unknown>) => d.repeat(3).skip(2).take(11).batch(4)],
    ["concatenate and cache", (d: data.Dataset<unknown>) => d.concatenate(d.shuffle(7)).cache().batch(5)],
  ])("are gathered into the same bits as row by row: %s", (_name, apply) => {
    const gathered = apply(Dataset.fromTensorSlices(everything));
    // map ends the fast path: from there on every element is handled by itself.
    const stacked = apply(Dataset.fromTensorSlices(everything).map((row) => row as unknown));
    expect([...gathered].map(bits)).toEqual([...stacked].map(bits));
  });

  it("are gathered without making each row first", () => {
    const images = tensor(new Float32Array(2000 * 16), { shape: [2000, 16] });
    const rows = Dataset.fromTensorSlices([images, new Int32Array(2000)]);
    // A row of a column is cut out with slice; a batch is copied from the column at once.
    const cuts = vi.spyOn(Object.getPrototypeOf(Float32Array.prototype) as Float32Array, "slice");
    onTestFinished(() => cuts.mockRestore());
    const cutsFor = (dataset: typeof rows): number => {
      cuts.mockClear();
      let count = 0;
      for (const [x] of dataset.shuffle(2000).batch(128)) count += x.shape[0];
      expect(count).toBe(2000);
      return cuts.mock.calls.length;
    };
    expect(cutsFor(rows)).toBeLessThan(100);
    // map ends the fast path: this is what counting would show if there were none.
    expect(cutsFor(rows.map((pair) => pair))).toBeGreaterThanOrEqual(2 * 2000);
  });

  it("can be none", () => {
    const none = Dataset.fromTensorSlices(tensor(new Float32Array(0), { shape: [0, 4] }));
    expect([...none.shuffle(3).batch(2)]).toEqual([]);
    expect(String(none)).toBe("Dataset(element spec: TensorSpec([4], float32))");
    expect([...Dataset.fromTensorSlices([])]).toEqual([]);
  });
});

describe("PackedImages", () => {
  const pixels = new PackedImages(Uint8Array.of(0, 255, 51, 1, 2, 3, 4, 5), { height: 1, width: 4 });

  it("divides each byte by 255, in float32", () => {
    const all = Uint8Array.from({ length: 256 }, (_, i) => i);
    const values = new PackedImages(all, { height: 16, width: 16 }).toTensor();
    expect(values.shape).toEqual([1, 256]);
    expect([...values.data]).toEqual([...all].map((byte) => Math.fround(byte / 255)));
  });

  it.each([4, 5, 6, 7])("gives the same values in batches, %i to an image", (width) => {
    const bytes = Uint8Array.from({ length: 9 * width }, (_, i) => (i * 37) % 256);
    const images = new PackedImages(bytes, { height: 1, width });
    const [batch] = Dataset.fromTensorSlices(images).batch(9);
    expect(batch!.toArray()).toEqual(images.toTensor().toArray());
  });

  it.each([0, 1, 2, 3])(
    "reads bytes that begin %i bytes into their memory, and writes where it is told",
    (offset) => {
      const bytes = Uint8Array.from({ length: offset + 24 }, (_, i) => (i * 37) % 256).subarray(offset);
      const images = new PackedImages(bytes, { height: 2, width: 2 });
      const out = new Float32Array(12).fill(-1);
      images.gather([5, 0], out.subarray(offset, offset + 8));
      const expected = [5, 0].flatMap((row) => [...images.toTensor().data].slice(row * 4, row * 4 + 4));
      expect([...out]).toEqual([...Array(offset).fill(-1), ...expected, ...Array(4 - offset).fill(-1)]);
    },
  );

  it("takes the first ones without a copy", () => {
    expect(pixels.take(1).length).toBe(1);
    expect(pixels.take(1).bytes.buffer).toBe(pixels.bytes.buffer);
    expect(pixels.take(0).toTensor().shape).toEqual([0, 4]);
  });

  it.each([-1, 3, 0.5, Number.NaN])("refuses to take %s", (count) => {
    expect(() => pixels.take(count)).toThrow(
      new OptionError(`PackedImages.take: expected a whole number from 0 to 2, got ${count}; try take(1000)`),
    );
  });

  it.each([
    [3, 3],
    [0, 4],
    [1.5, 2],
    [-1, -8],
    [Number.NaN, 1],
  ])("refuses 8 bytes as images of %s x %s", (height, width) => {
    expect(() => new PackedImages(new Uint8Array(8), { height, width })).toThrow(
      new ShapeError(
        `PackedImages: expected a whole number of images of ${height} x ${width} bytes, got 8 bytes; check height and width`,
      ),
    );
  });
});

describe("messages of fromTensorSlices", () => {
  const where = "Dataset.fromTensorSlices";
  it.each([
    [
      "components of different length",
      { image: [1, 2, 3], label: [1, 2] },
      new ShapeError(
        `${where}: expected the same number of rows in every component, got .image has 3, .label has 2; check that they belong together`,
      ),
    ],
    [
      "a single number",
      tensor(3),
      new ShapeError(
        `${where}: expected data with at least one axis to cut along, got a single number; try [value]`,
      ),
    ],
    [
      "a single number in a tuple",
      [tensor([1]), tensor(3)],
      new ShapeError(
        `${where}: component [1]: expected data with at least one axis to cut along, got a single number; try [value]`,
      ),
    ],
    [
      "rows of different length",
      [[1, 2], [3]],
      new ShapeError(
        `${where}: expected rows of one shape [2, 2], got an array of 1 instead of an array of 2 on axis 1; for several columns wrap each in tensor(...)`,
      ),
    ],
    [
      "a row that is no array",
      [[1, 2], 3],
      new ShapeError(
        `${where}: expected rows of one shape [2, 2], got a single value instead of an array of 2 on axis 1; for several columns wrap each in tensor(...)`,
      ),
    ],
    [
      "an array among numbers",
      [1, [2, 3]],
      new ShapeError(
        `${where}: expected rows of one shape [2], got an array of 2 instead of a single value on axis 1; for several columns wrap each in tensor(...)`,
      ),
    ],
    [
      "values of two kinds",
      [1, "a"],
      new DTypeError(
        `${where}: expected values of one kind, got number and string; for several columns wrap each in tensor(...)`,
      ),
    ],
    [
      "nested strings",
      [["a"], ["b"]],
      new ShapeError(
        `${where}: expected strings in a flat array, got shape [2, 1]; try one array of strings per column`,
      ),
    ],
    [
      "a number",
      3,
      new DataError(
        `${where}: expected tensors, typed arrays, nested arrays, or a tuple or record of them, got a number; try fromTensorSlices([images, labels])`,
      ),
    ],
    [
      "null in a tuple",
      [[1], null],
      new DataError(
        `${where}: expected tensors, typed arrays, nested arrays, or a tuple or record of them, got a null; try fromTensorSlices([images, labels])`,
      ),
    ],
    [
      "an empty record",
      {},
      new DataError(
        `${where}: expected tensors, typed arrays, nested arrays, or a tuple or record of them, got nothing in it; try fromTensorSlices([images, labels])`,
      ),
    ],
  ])("name %s", (_name, value, error) => {
    expect(() => Dataset.fromTensorSlices(value as number[])).toThrow(error);
  });
});
