import { describe, expect, it } from "vitest";
import { type Bench, type BenchResult, measure, median, table } from "./measure.js";

describe("the bench", () => {
  it("takes the median, of an even count the mean of the middle two", () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([9, 1, 5, 6])).toBe(5.5);
  });

  it("measures all peers once before any a second time", async () => {
    const order: string[] = [];
    const peer = (name: string, value: number) => async () => {
      order.push(name);
      return value;
    };
    const benches: readonly Bench[] = [
      { name: "one", unit: "ms", peers: { a: peer("one a", 1), b: peer("one b", 2) } },
      { name: "two", unit: "ms", peers: { a: peer("two a", 3) } },
    ];
    const results = await measure(benches, { rounds: 2 });
    expect(order).toEqual(["one a", "one b", "two a", "one a", "one b", "two a"]);
    expect(results.map((result) => result.medians)).toEqual([{ a: 1, b: 2 }, { a: 3 }]);
  });

  it("prints a table with a dash where a peer has no number", () => {
    const results: readonly BenchResult[] = [
      { name: "start", unit: "ms", medians: { ours: 123.4, theirs: 1586.6 } },
      { name: "step", unit: "µs", medians: { ours: 0.12345 } },
    ];
    expect(table(results).split("\n")).toEqual([
      "| median    | ours  | theirs |",
      "|-----------|-------|--------|",
      "| start, ms | 123   | 1587   |",
      "| step, µs  | 0.123 | –      |",
    ]);
  });
});
