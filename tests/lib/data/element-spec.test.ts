import { inspect } from "node:util";
import { data, tensor, zeros } from "gradbook";
import { describe, expect, it, vi } from "vitest";
import { numbers } from "./plain.js";

const { Dataset } = data;
const x = zeros([10, 784]);
const y = zeros([10], { dtype: "int32" });
const xy = Dataset.fromTensorSlices([x, y]);
const pair = "(TensorSpec([null, 784], float32), TensorSpec([null], int32))";

describe("the element spec", () => {
  it.each([
    ["rows", xy, "(TensorSpec([784], float32), TensorSpec([], int32))"],
    ["batch", xy.shuffle(10).batch(4), pair],
    [
      "batch, dropRemainder",
      xy.batch(4, { dropRemainder: true }),
      "(TensorSpec([4, 784], float32), TensorSpec([4], int32))",
    ],
    ["batch of batches", numbers(4).batch(2).batch(2), "TensorSpec([null, null], float32)"],
    [
      "a record",
      Dataset.fromTensorSlices({ image: x, label: y }).batch(2),
      "{ image: TensorSpec([null, 784], float32), label: TensorSpec([null], int32) }",
    ],
    ["strings", Dataset.fromTensorSlices(["a", "b"]).batch(2), "TensorSpec([null], string)"],
    ["map", xy.map(([image]) => image.reshape([28, 28])), "TensorSpec([28, 28], float32)"],
    [
      "map after batch: the batch's size stays open",
      xy.batch(4).map(([images, labels]) => [images.reshape([-1, 28, 28]), labels] as const),
      "(TensorSpec([null, 28, 28], float32), TensorSpec([null], int32))",
    ],
    ["map to numbers", numbers(3).map((n) => n.item()), "TensorSpec([], float32)"],
    ["map to booleans", numbers(3).map(() => true), "TensorSpec([], bool)"],
    ["map to a vector of strings", numbers(3).map(() => ["a", "b"]), "TensorSpec([2], string)"],
    ["map to something else", numbers(3).map(() => new Date(0)), "unknown"],
    ["an asynchronous map", numbers(3).map(async (n) => n), "not known before it is read"],
    [
      "a map that throws",
      numbers(3).map((): number => {
        throw new Error("no");
      }),
      "not known before it is read",
    ],
    [
      "nothing to learn from",
      numbers(3)
        .take(0)
        .map((n) => n),
      "TensorSpec([], float32)",
    ],
    ["filter", numbers(3).filter(() => false), "TensorSpec([], float32)"],
    ["zip", Dataset.zip({ a: numbers(3), b: xy.batch(2) }), `{ a: TensorSpec([], float32), b: ${pair} }`],
    ["repeat, take, skip, cache, prefetch", xy.batch(3).repeat(2).take(3).skip(1).cache().prefetch(1), pair],
    [
      "concatenate: sizes that differ are open",
      Dataset.fromTensorSlices(zeros([2, 3])).concatenate(Dataset.fromTensorSlices(zeros([2, 4])) as never),
      "TensorSpec([null], float32)",
    ],
    [
      "a generator",
      Dataset.fromGenerator(function* () {
        yield tensor([1, 2]);
      }),
      "TensorSpec([2], float32)",
    ],
    [
      "a generator with a spec",
      Dataset.fromGenerator(
        async function* () {
          yield 1;
        },
        { elementSpec: new data.TensorSpec([null, 3], "int32") },
      ),
      "TensorSpec([null, 3], int32)",
    ],
    [
      "an asynchronous generator",
      Dataset.fromGenerator(async function* () {
        yield 1;
      }),
      "not known before it is read",
    ],
    ["an empty generator", Dataset.fromGenerator(function* () {}), "not known before it is read"],
    [
      "batch of a generator",
      Dataset.fromGenerator(function* () {
        yield { a: 1, s: "x" };
      }).batch(2),
      "{ a: TensorSpec([null], float32), s: TensorSpec([null], string) }",
    ],
  ] as const)("of %s", (_name, dataset: data.Dataset<unknown>, spec) => {
    expect(String(dataset)).toBe(`Dataset(element spec: ${spec})`);
  });

  it("is what the console and a notebook show", () => {
    const text = `Dataset(element spec: ${pair})`;
    const batches = xy.batch(2);
    expect(inspect(batches)).toBe(text);
    const display = batches as unknown as Record<symbol, () => unknown>;
    expect(display[Symbol.for("Jupyter.display")]!()).toEqual({ "text/plain": text });
  });

  it("runs a function on one element, once", () => {
    const half = vi.fn((n: { item(): number }) => n.item() / 2);
    const mapped = numbers(3).map(half);
    expect([String(mapped), String(mapped)]).toEqual(
      Array(2).fill("Dataset(element spec: TensorSpec([], float32))"),
    );
    expect(half).toHaveBeenCalledTimes(1);
  });
});
