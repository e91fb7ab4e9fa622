import { data, datasets } from "gradbook";
import { expect, it } from "vitest";
import { describeWith, needs } from "../../support/needs.js";

const fashion = [
  "T-shirt/top",
  "Trouser",
  "Pullover",
  "Dress",
  "Coat",
  "Sandal",
  "Shirt",
  "Sneaker",
  "Bag",
  "Ankle boot",
];

describeWith(needs.data(), "the real files", () => {
  it.each([
    [
      "MNIST",
      datasets.mnist,
      [..."0123456789"],
      [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949],
      [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009],
      [5, 0, 4, 1, 9],
      [0.1307, 0.3081],
    ],
    [
      "Fashion-MNIST",
      datasets.fashionMnist,
      fashion,
      Array<number>(10).fill(6000),
      Array<number>(10).fill(1000),
      [9, 0, 0, 3, 0],
      [0.286, 0.353],
    ],
  ] as const)("of %s", async (_name, load, classNames, trainCounts, testCounts, first, [mean, std]) => {
    // No download: the files are there, or the error says so.
    const { train, test, classNames: names } = await load({ download: false });
    expect(names).toEqual(classNames);
    expect(train.countPerClass()).toEqual(trainCounts);
    expect(test.countPerClass()).toEqual(testCounts);
    expect([...train.labels.data.subarray(0, 5)]).toEqual(first);
    expect([train.length, test.length]).toEqual([60_000, 10_000]);
    const { bytes } = train.pixels;
    let [sum, squares] = [0, 0];
    for (const byte of bytes) {
      sum += byte;
      squares += byte * byte;
    }
    const average = sum / bytes.length / 255;
    expect(average).toBeCloseTo(mean, 4);
    expect(Math.sqrt(squares / bytes.length / 255 ** 2 - average ** 2)).toBeCloseTo(std, 4);
    expect(test.images.shape).toEqual([10_000, 784]);
    const [batch] = data.Dataset.fromTensorSlices([test.pixels, test.labels]).batch(128);
    expect(batch![0].data).toEqual(test.images.data.slice(0, 128 * 784));
  });
});
