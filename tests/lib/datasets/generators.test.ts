import { createHash } from "node:crypto";
import { data, datasets, OptionError } from "gradbook";
import { describe, expect, it } from "vitest";

const sha = (...parts: readonly ArrayBufferView[]): string => {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(new Uint8Array(part.buffer, part.byteOffset, part.byteLength));
  return hash.digest("hex").slice(0, 16);
};
const counts = (labels: Int32Array): number[] => {
  const result: number[] = [];
  for (const label of labels) result[label] = (result[label] ?? 0) + 1;
  return result;
};

/** Where each point would be without noise: how far it is from its class's place. */
const noNoise = { noise: 0, seed: 3 };
type Points = datasets.LabelledPoints;
function each({ points, labels }: Points, check: (x: number, y: number, label: number) => void): void {
  for (let i = 0; i < labels.size; i++) check(points.data[2 * i]!, points.data[2 * i + 1]!, labels.data[i]!);
}

/** Name, how it is called, number of classes, and the hash of 200 points with seed 1, the same on every platform. */
const generators = [
  ["xor", datasets.xor, 2, "a17ecd2c68e78925"],
  ["moons", datasets.moons, 2, "e962fbb6b9629342"],
  ["circles", datasets.circles, 2, "a814c0960f0b8a6a"],
  ["spirals", datasets.spirals, 2, "e91227ea9d28e0a9"],
  ["blobs", datasets.blobs, 2, "5d4440c43235a8cd"],
] as const;

describe.each(generators)("%s", (name, make, classes, frozen) => {
  it("gives points and labels, as many of each class", () => {
    const { points, labels } = make(200);
    expect([points.shape, points.dtype]).toEqual([[200, 2], "float32"]);
    expect([labels.shape, labels.dtype]).toEqual([[200], "int32"]);
    expect(counts(labels.data)).toEqual(Array(classes).fill(100));
    expect(counts(make(201).labels.data)).toEqual([101, 100]);
    expect(points.data.every(Number.isFinite)).toBe(true);
  });

  it("gives frozen bits", () => {
    const { points, labels } = make(200, { seed: 1 });
    expect(sha(points.data, labels.data)).toBe(frozen);
  });

  it("gives the same for the same seed, others for another; seed 0 without one", () => {
    const hash = (seed?: number) => sha(make(50, seed === undefined ? {} : { seed }).points.data);
    expect(hash(4)).toBe(hash(4));
    expect(hash(5)).not.toBe(hash(4));
    expect(hash()).toBe(hash(0));
  });

  it("adds noise of the asked standard deviation, 0.1 unless told", () => {
    const clean = make(4000, { noise: 0, seed: 2 }).points.data;
    for (const [noise, options] of [
      [0.1, {}],
      [0.5, { noise: 0.5 }],
    ] as const) {
      const noisy = make(4000, { ...options, seed: 2 }).points.data;
      const shifts = clean.map((value, i) => noisy[i]! - value);
      const variance = shifts.reduce((sum, shift) => sum + shift * shift, 0) / shifts.length;
      expect(Math.abs(Math.sqrt(variance) / noise - 1)).toBeLessThan(0.04);
    }
  });

  it.each([1, 0, -5, 2.5, Number.NaN])("refuses %s points", (count) => {
    expect(() => make(count)).toThrow(
      new OptionError(
        `datasets.${name}: expected a whole number of at least ${classes} points, got ${count}; try datasets.${name}(200)`,
      ),
    );
  });

  it.each([-0.1, Number.NaN, Number.POSITIVE_INFINITY])("refuses noise of %s", (noise) => {
    expect(() => make(10, { noise })).toThrow(
      new OptionError(`datasets.${name}: expected noise of at least 0, got ${noise}; try { noise: 0.1 }`),
    );
  });

  it("makes a dataset", () => {
    const { points, labels } = make(10);
    const [batch] = data.Dataset.fromTensorSlices([points, labels]).shuffle(10).batch(4);
    expect([batch![0].shape, batch![1].shape]).toEqual([[4, 2], [4]]);
  });
});

describe("without noise the points lie", () => {
  it("xor: on the corners of the unit square, class 1 where the coordinates differ", () => {
    const corners = new Set<string>();
    each(datasets.xor(200, noNoise), (x, y, label) => {
      corners.add(`${x},${y}`);
      expect(label).toBe(x === y ? 0 : 1);
    });
    expect([...corners].sort()).toEqual(["0,0", "0,1", "1,0", "1,1"]);
  });

  it("moons: on two half circles", () => {
    each(datasets.moons(400, noNoise), (x, y, label) => {
      const [dx, dy] = label === 0 ? [x, y] : [1 - x, 0.5 - y];
      expect(Math.hypot(dx, dy)).toBeCloseTo(1, 5);
      expect(dy).toBeGreaterThanOrEqual(-1e-6);
    });
  });

  it("circles: on circles of radius 1 and factor", () => {
    each(datasets.circles(400, { ...noNoise, factor: 0.3 }), (x, y, label) => {
      expect(Math.hypot(x, y)).toBeCloseTo(label === 0 ? 1 : 0.3, 5);
    });
  });

  it("spirals: on arms that turn with the radius", () => {
    each(datasets.spirals(600, { ...noNoise, classes: 3, turns: 1.5 }), (x, y, label) => {
      const radius = Math.hypot(x, y);
      expect(radius).toBeLessThanOrEqual(1 + 1e-6);
      const angle = 2 * Math.PI * (1.5 * radius + label / 3);
      expect(Math.hypot(x - radius * Math.cos(angle), y - radius * Math.sin(angle))).toBeLessThan(1e-5);
    });
  });

  it("blobs: on the centers", () => {
    const centers = [
      [0, 0],
      [2, 0],
      [1, 2],
    ] as const;
    each(datasets.blobs(30, { ...noNoise, centers }), (x, y, label) => {
      expect([x, y]).toEqual(centers[label]);
    });
  });
});

describe("options of their own are checked:", () => {
  it.each([0, 1, -1, Number.NaN])("circles, factor %s", (factor) => {
    expect(() => datasets.circles(10, { factor })).toThrow(
      new OptionError(
        `datasets.circles: expected a factor between 0 and 1, got ${factor}; try { factor: 0.5 }`,
      ),
    );
  });
  it.each([1, 0, 2.5, Number.NaN])("spirals, %s classes", (classes) => {
    expect(() => datasets.spirals(10, { classes })).toThrow(
      new OptionError(`datasets.spirals: expected at least 2 classes, got ${classes}; try { classes: 2 }`),
    );
  });
  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])("spirals, %s turns", (turns) => {
    expect(() => datasets.spirals(10, { turns })).toThrow(
      new OptionError(`datasets.spirals: expected turns above 0, got ${turns}; try { turns: 1 }`),
    );
  });
  it("blobs without a center", () => {
    expect(() => datasets.blobs(10, { centers: [] })).toThrow(
      new OptionError(
        "datasets.blobs: expected at least one center, got none; try { centers: [[0, 0], [2, 2]] }",
      ),
    );
  });
});

describe("drawnDigits", () => {
  const set = datasets.drawnDigits({ train: 200, test: 50, seed: 1 });

  it("has MNIST's form", () => {
    expect([set.train.images.shape, set.test.images.shape]).toEqual([
      [200, 784],
      [50, 784],
    ]);
    expect([set.train.pixels.height, set.train.pixels.width]).toEqual([28, 28]);
    expect(set.train.countPerClass()).toEqual(Array(10).fill(20));
    expect(set.test.countPerClass()).toEqual(Array(10).fill(5));
    expect(set.classNames).toEqual([..."0123456789"]);
    const { train, test } = datasets.drawnDigits();
    expect([train.length, test.length]).toEqual([2000, 500]);
  });

  it("has frozen bits", () => {
    expect(sha(set.train.pixels.bytes, set.train.labels.data, set.test.pixels.bytes)).toBe(
      "84ca9533d405c0fa",
    );
  });

  it("draws every image otherwise, inside the picture", () => {
    const { bytes } = set.train.pixels;
    const images = new Set<string>();
    let touching = 0;
    for (let i = 0; i < 200; i++) {
      const image = bytes.subarray(i * 784, (i + 1) * 784);
      images.add(sha(image));
      const ink = image.reduce((sum, pixel) => sum + pixel, 0) / (255 * 784);
      // MNIST's mean is 0.13; a 1 has least.
      expect(ink).toBeGreaterThan(0.03);
      expect(ink).toBeLessThan(0.3);
      expect(Math.max(...image)).toBe(255);
      const border = [...image].filter((_, at) => at < 28 || at >= 756 || at % 28 === 0 || at % 28 === 27);
      if (Math.max(...border) > 0) touching++;
    }
    expect(images.size).toBe(200);
    // A wide stroke may touch the border now and then, but no digit leaves the picture.
    expect(touching).toBeLessThan(10);
  });

  it("does not give the training images to the test", () => {
    const { train, test } = datasets.drawnDigits({ train: 10, test: 10 });
    expect(sha(train.pixels.bytes)).not.toBe(sha(test.pixels.bytes));
  });

  it.each([9, 0, -1, 10.5, Number.NaN])("refuses %s images", (count) => {
    for (const name of ["train", "test"] as const) {
      expect(() => datasets.drawnDigits({ [name]: count })).toThrow(
        new OptionError(
          `datasets.drawnDigits: expected ${name} as a whole number of at least 10, got ${count}; try { ${name}: 500 }`,
        ),
      );
    }
  });
});
