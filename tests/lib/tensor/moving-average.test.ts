import { describe, expect, it } from "vitest";
import { moveAverage } from "../../../lib/src/tensor/moving-average.js";

describe("a moving average", () => {
  it("is rounded to float32 after every operation", () => {
    const average = Float32Array.of(0.1, 1e8, Number.NaN);
    const latest = Float32Array.of(0.7, 1, 1);
    const before = [...average];
    moveAverage(average, latest, 0.99);
    const { fround } = Math;
    const expected = before.map((value, i) =>
      fround(fround(fround(0.99) * value) + fround(fround(1 - 0.99) * latest[i]!)),
    );
    expect([...average]).toEqual(expected);
  });

  it("is not rounded in float64", () => {
    const average = Float64Array.of(0.1, 3);
    moveAverage(average, Float64Array.of(0.7, 1), 0.99);
    expect([...average]).toEqual([0.99 * 0.1 + (1 - 0.99) * 0.7, 0.99 * 3 + (1 - 0.99) * 1]);
  });
});
