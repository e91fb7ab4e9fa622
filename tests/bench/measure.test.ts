import { describe, expect, it } from "vitest";
import { caption, featuresOf } from "./machine.js";
import { type Bench, type BenchResult, measure, median, table } from "./measure.js";
import { parseBenchOptions } from "./options.js";

describe("the bench", () => {
  it("takes the median, of an even count the mean of the middle two", () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([9, 1, 5, 6])).toBe(5.5);
  });

  it("measures all peers once before any a second time, and leaves out who cannot", async () => {
    const order: string[] = [];
    const peer = (name: string, values: (number | undefined)[]) => async () => {
      order.push(name);
      return values.shift();
    };
    const benches: readonly Bench[] = [
      { name: "one", unit: "ms", peers: { a: peer("one a", [1, 3]), b: peer("one b", [2, 2]) } },
      { name: "two", unit: "ms", peers: { a: peer("two a", [3, 3]), b: peer("two b", []) } },
    ];
    const results = await measure(benches, { rounds: 2 });
    expect(order).toEqual(["one a", "one b", "two a", "two b", "one a", "one b", "two a", "two b"]);
    expect(results.map((result) => result.samples)).toEqual([
      { a: { median: 2, least: 1, most: 3 }, b: { median: 2, least: 2, most: 2 } },
      { a: { median: 3, least: 3, most: 3 } },
    ]);
  });

  it("measures what takes long less often", async () => {
    let times = 0;
    const long: Bench = { name: "long", unit: "s", rounds: 1, peers: { a: async () => ++times } };
    expect((await measure([long], { rounds: 3 }))[0]?.samples).toEqual({
      a: { median: 1, least: 1, most: 1 },
    });
  });

  it("prints a table with spans, ratios to the first peer, and a dash where a peer has no number", () => {
    const results: readonly BenchResult[] = [
      {
        name: "start",
        unit: "ms",
        samples: {
          ours: { median: 123.4, least: 120, most: 130 },
          theirs: { median: 1586.6, least: 1500, most: 1600.4 },
        },
      },
      { name: "step", unit: "µs", samples: { ours: { median: 0.12345, least: 0.12345, most: 0.12345 } } },
    ];
    expect(table(results).split("\n")).toEqual([
      "| median (least-most) | ours          | theirs               |",
      "|---------------------|---------------|----------------------|",
      "| start, ms           | 123 (120-130) | 1587 (1500-1600) 13x |",
      "| step, µs            | 0.123         | –                    |",
    ]);
  });

  it("reads its options, and says what it takes when it does not understand", () => {
    expect(parseBenchOptions(["W1", "--rounds", "3"])).toEqual({
      word: "W1",
      python: undefined,
      rounds: 3,
      seconds: 0.5,
      markdown: false,
      document: false,
    });
    expect(parseBenchOptions(["--markdown"]).markdown).toBe(true);
    expect(parseBenchOptions(["--document"])).toMatchObject({ markdown: true, rounds: 3, seconds: 0.3 });
    expect(parseBenchOptions(["--document", "--rounds", "5"]).rounds).toBe(5);
    expect(() => parseBenchOptions(["--rounds", "none"])).toThrow(
      /expected options as below, got --rounds none/,
    );
    expect(() => parseBenchOptions(["--python", "/no/such/python"])).toThrow(
      "bench: --python: expected a Python's path, got /no/such/python; try $(which python3)",
    );
  });

  it("says what the figures depend on", () => {
    const flags = "flags\t\t: fpu avx fma avx2 avx512f avx512dq avx512cd avx512bw avx512vl avx512_bf16";
    expect(featuresOf(`vendor_id\t: AuthenticAMD\ncpu family\t: 25\nmodel\t\t: 17\n${flags}\n`)).toBe(
      "AVX-512, avx512_bf16",
    );
    expect(featuresOf("Features\t: fp asimd sve\n")).toBe("asimd, sve");
    const machine = {
      processor: "AMD EPYC",
      cores: 2,
      features: "AVX-512",
      system: "Linux 6.1",
      node: "20.20.0",
      products: "libopenblas.so.0 (OpenBLAS 0.3.21, Cooperlake)",
      warnings: [],
      date: "2026-11-28",
    };
    expect(caption(machine)).toBe(
      "AMD EPYC, 2 cores, AVX-512; Linux 6.1; Node 20.20.0; fast mode: libopenblas.so.0 (OpenBLAS 0.3.21, Cooperlake); 2026-11-28",
    );
    expect(caption({ ...machine, cores: 1, features: "", warnings: ["a: expected b, got c"] })).toMatch(
      /^AMD EPYC, 1 core; .*\n\nSlower than it could be: a: expected b, got c$/,
    );
  });
});
