import { data, random } from "gradbook";
import { describe, expect, it } from "vitest";
import { findLessons } from "../../../notebooks/tools/lessons/catalog.js";
import { sourceOf } from "../printed.js";

const { notebook } = findLessons().find(({ name }) => name === "week-6/data-pipeline")!;

describe("6.1 Data pipelines: a cache", () => {
  it("lets slow loading happen in the first epoch only: without it, in each", () => {
    function loads(isKept: boolean): number {
      let count = 0;
      const slow = data.Dataset.fromTensorSlices([1, 2, 3, 4]).map((n) => {
        count += 1;
        return n;
      });
      for (const _ of (isKept ? slow.cache() : slow).repeat(3));
      return count;
    }
    expect(loads(true)).toBe(4);
    expect(loads(false)).toBe(12);
  });
});

describe("6.1 Data pipelines: files that are sorted by class", () => {
  it("mix through a small buffer when each class is many small files in random order, and not as they were", async () => {
    // Ten classes of 1000 examples, in files of ten.
    const files = Array.from(
      { length: 1000 },
      (_, file) => Array(10).fill(Math.floor(file / 100)) as number[],
    );
    const order = random.generator(1).shuffle([...files.keys()]);
    /** How many classes a batch of 50 has on average, through a buffer of 100. */
    function classes(rows: readonly number[]): number {
      const batches = data.Dataset.fromTensorSlices([...rows])
        .shuffle(100, { seed: 1 })
        .batch(50);
      const counts = [...batches].map((batch) => new Set(batch.toArray() as number[]).size);
      return counts.reduce((sum, count) => sum + count, 0) / counts.length;
    }
    expect(classes(files.flat())).toBeLessThan(2);
    expect(classes(order.flatMap((file) => files[file]!))).toBeGreaterThan(6);
    expect(sourceOf(notebook, "summary")).toContain("so that a small buffer is enough");
  });
});
