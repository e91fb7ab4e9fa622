import { describe, expect, it } from "vitest";
import { findLessons } from "../../../notebooks/tools/lessons/catalog.js";
import { chartsOf } from "../../../notebooks/tools/lint/measure.js";
import { codeCell, numbersByRow, parseOutputNumbers, printed } from "../printed.js";

const { notebook } = findLessons().find(({ name }) => name === "week-6/data-pipeline")!;

/** The counts of classes in each batch, as a cell draws them. */
function rowsOf(cell: string): readonly (readonly number[])[] {
  const [figure] = chartsOf(codeCell(notebook, cell));
  const { data } = figure!["application/vnd.plotly.v1+json"] as { data: { z: number[][] }[] };
  return data[0]!.z;
}

/** Mean, least and greatest accuracy in percent, by network and program. */
const accuracies = Object.fromEntries(
  Object.entries(numbersByRow(notebook, "measure-run")).flatMap(([kind, programs]) =>
    Object.entries(programs).map(([name, [mean = Number.NaN, ...range]]) => [
      `${kind}: ${name}`,
      { mean, range },
    ]),
  ),
);

// The committed outputs; lessons.test.ts holds them equal to a fresh run.
describe("a dataset", () => {
  it("prints its element spec, batched or not, with and without the remainder", () => {
    expect(printed(notebook, "digits")).toEqual([
      "Dataset(element spec: (TensorSpec([784], float32), TensorSpec([], int32)))",
      "Dataset(element spec: (TensorSpec([null, 784], float32), TensorSpec([null], int32)))",
      "Dataset(element spec: (TensorSpec([128, 784], float32), TensorSpec([128], int32)))",
      "8 batches",
    ]);
  });

  it("loads ahead of the network with prefetch, and only then", () => {
    const [without, ahead] = printed(notebook, "prefetch-code");
    expect(without).toMatch(/load 0, use 0, load 1, use 1/);
    expect(ahead).toMatch(/load 2, use 1/);
  });
});

describe("shuffle and batch", () => {
  it("shuffled after batch every batch has one class, before it each has many", () => {
    const [after, before] = [rowsOf("order-chart-a"), rowsOf("order-chart-b")];
    expect(after).toHaveLength(10);
    expect(before).toHaveLength(10);
    for (const batch of after) expect([...batch].sort((a, b) => a - b)).toEqual([...Array(9).fill(0), 50]);
    for (const batch of before) expect(Math.min(...batch)).toBeGreaterThan(0);
  });

  it("the wrong order costs accuracy on a sorted set, over five seeds, and most with batch norm", () => {
    expect(Object.keys(accuracies)).toHaveLength(6);
    const { range: wrong, mean } = accuracies["plain: A, sorted"]!;
    const right = accuracies["plain: B, sorted"]!;
    expect(wrong[1]).toBeLessThan(right.range[0]!);
    expect(right.mean - mean).toBeCloseTo(19, 0);
    expect(accuracies["with batch norm: A, sorted"]!.range[1]).toBeLessThan(20);
    expect(accuracies["with batch norm: B, sorted"]!.range[0]).toBeGreaterThan(90);
  });

  it("the wrong order does no harm to a set that comes mixed", () => {
    const right = accuracies["plain: B, sorted"]!;
    expect(accuracies["plain: A, as it came"]!.mean - right.mean).toBeCloseTo(0.7, 1);
  });
});

describe("lookup tables", () => {
  it("must: TensorFlow's example: emerson, lake, palmer are 0, 1, 2, king is 6, crimson is 7", () => {
    const lines = printed(notebook, "lookup-code").map((line) => line.split(/\s+/));
    expect(lines).toEqual([
      ["emerson", "0"],
      ["lake", "1"],
      ["palmer", "2"],
      ["king", "6"],
      ["crimson", "7"],
    ]);
  });

  it("the fingerprints lead to the buckets 3 and 4", () => {
    expect(printed(notebook, "fingerprints")).toEqual([
      "king: 13470331335490262638, modulo 5: 3",
      "crimson: 8749896438418896594, modulo 5: 4",
    ]);
  });

  it("an embedding's rows are one-hot rows times its table, to the last bit", () => {
    expect(parseOutputNumbers(printed(notebook, "embedding-code")).at(-1)).toBe(0);
  });
});

describe("find the bug", () => {
  it("a cache behind the shuffle shows every epoch in the same order", () => {
    const [line = ""] = printed(notebook, "bug");
    const epochs = line.match(/\[[\d,]+\]/g)!;
    expect(epochs).toHaveLength(3);
    expect(new Set(epochs).size).toBe(1);
  });
});
