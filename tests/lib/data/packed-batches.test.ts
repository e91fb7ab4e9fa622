import { data, nn, tensor, zeros } from "gradbook";
import { expect, it } from "vitest";
import { checkFinite } from "../../../lib/src/train/batches.js";

const [height, width, count] = [16, 16, 320];
const bytes = Uint8Array.from({ length: count * height * width }, (_, i) => Math.imul(i, 2654435761) >>> 24);
const labels = Int32Array.from({ length: count }, (_, i) => (i * 7) % 10);

/** Notes for each batch that is written whether it goes to shared memory, where recorded steps compute. */
class Watched extends data.PackedImages {
  readonly written: ("heap" | "shared")[] = [];

  override gather(rows: ArrayLike<number>, out: Float32Array): void {
    this.written.push(out.buffer instanceof SharedArrayBuffer ? "shared" : "heap");
    super.gather(rows, out);
  }
}

/** The weights after two epochs in batches of 32. */
async function trained(images: unknown): Promise<readonly Float32Array[]> {
  const model = nn.sequential(
    [nn.dense(64, { activation: "relu" }), nn.dense(10, { activation: "softmax" })],
    { seed: 1 },
  );
  model.apply(zeros([32, height * width]));
  model.compile({ optimizer: "adam", loss: "sparseCategoricalCrossentropy", metrics: ["accuracy"] });
  const batches = data.Dataset.fromTensorSlices([images, labels] as never)
    .shuffle(count, { seed: 3 })
    .batch(32);
  await model.fit(batches as never, { epochs: 2, progress: "none" });
  return model.weights().map(({ tensor: weight }) => Float32Array.from(weight.data as Float32Array));
}

it("a batch is written once: from the third step on, straight to where the step computes", async () => {
  const images = new Watched(bytes, { height, width });
  await trained(images);
  expect(images.written).toEqual(["heap", "heap", ...Array(18).fill("shared")]);
});

it("packed images train the same bits as their tensor", async () => {
  const images = new data.PackedImages(bytes, { height, width });
  expect(await trained(images)).toEqual(await trained(images.toTensor()));
});

it("a batch is written when it is looked at, once", () => {
  const images = new Watched(bytes, { height, width });
  const [batch] = [...data.Dataset.fromTensorSlices(images).batch(count)];
  expect(images.written).toEqual([]);
  expect(batch!.data).toEqual(images.toTensor().data);
  expect(batch!.data).toBe(batch!.data);
  expect(batch!.sum().item()).toBe(images.toTensor().sum().item());
  expect(images.written).toEqual(["heap"]);
});

it("finite numbers whose sum is not are finite; infinities that cancel out are not", () => {
  const large = tensor(new Float64Array(9).fill(1e308), { dtype: "float64" });
  expect(() => checkFinite("fit", "the inputs", large)).not.toThrow();
  for (const [at, value] of [
    [0, Number.POSITIVE_INFINITY],
    [3, Number.NaN],
    [8, Number.NEGATIVE_INFINITY],
  ] as const) {
    const spoiled = new Float32Array(9);
    spoiled[(at + 4) % 9] = Number.NEGATIVE_INFINITY;
    spoiled[at] = value;
    expect(() => checkFinite("fit", "the inputs", tensor(spoiled))).toThrow("expected finite numbers");
  }
});
