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

  it("passes over measurements that came to nothing, and measures what takes long less often", async () => {
    expect(median([5, Number.NaN, 1, 9])).toBe(5);
    let times = 0;
    const long: Bench = { name: "long", unit: "s", rounds: 1, peers: { a: async () => ++times } };
    expect((await measure([long], { rounds: 3 }))[0]?.medians).toEqual({ a: 1 });
  });

  it("prints a table with how often a number is the first peer's, and a dash where a peer has no number", () => {
    const results: readonly BenchResult[] = [
      { name: "start", unit: "ms", medians: { ours: 123.4, theirs: 1586.6 } },
      { name: "step", unit: "µs", medians: { ours: 0.12345 } },
      { name: "lines", unit: "ms", medians: { ours: 30, theirs: Number.NaN } },
    ];
    expect(table(results).split("\n")).toEqual([
      "| median    | ours  | theirs       |",
      "|-----------|-------|--------------|",
      "| start, ms | 123   | 1587 (12.9x) |",
      "| step, µs  | 0.123 | –            |",
      "| lines, ms | 30    | –            |",
    ]);
  });
});
