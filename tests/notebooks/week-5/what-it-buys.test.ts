import { describe, expect, it } from "vitest";
import { findLessons } from "../../../notebooks/tools/lessons/catalog.js";
import { numbersByRow, printed } from "../printed.js";

const { notebook } = findLessons().find(({ name }) => name === "week-5/what-it-buys")!;

/** Mean, least and greatest of the seeds after a word of a line. */
function spread(line: string, word: string) {
  const found = new RegExp(`${word} (?:batch \\d+ +)?([\\d.]+) \\(([\\d.]+) to ([\\d.]+)\\)`).exec(line);
  const [mean = Number.NaN, low = Number.NaN, high = Number.NaN] = found?.slice(1).map(Number) ?? [];
  return { mean, low, high };
}
/** The same of a column of a table. */
const rows = (cell: string, column: "plain" | "normalized") =>
  printed(notebook, cell)
    .slice(1)
    .map((line) => {
      const cells = line.match(/[\d.]+ \([\d.]+ to [\d.]+\)/g)!;
      return spread(`x ${cells[column === "plain" ? 0 : 1]}`, "x");
    });

// The committed outputs; lessons.test.ts holds them equal to a fresh run.
describe("higher learning rates", () => {
  const [plain, normalized] = [rows("rates", "plain"), rows("rates", "normalized")];

  it("every seed learns with rates from 0.03 to 3 when normalized, from 0.1 to 0.3 when plain", () => {
    const learned = (runs: typeof plain) => runs.map(({ low }) => low >= 0.95);
    expect(learned(normalized)).toEqual([false, true, true, true, true, true, false]);
    expect(learned(plain)).toEqual([false, false, true, true, false, false, false]);
  });

  it("at the best rate of each the two differ little", () => {
    const best = (runs: typeof plain) => Math.max(...runs.map(({ mean }) => mean));
    expect([best(plain), best(normalized)]).toEqual([0.96, 0.98]);
  });
});

describe("initialization", () => {
  it("normalized, a start of σ from 0.1 to 2 does; plain, one near He's", () => {
    const means = (word: "plain" | "normalized") => rows("starts", word).map(({ mean }) => mean >= 0.95);
    expect(means("normalized")).toEqual([false, true, true, true, true, true]);
    expect(means("plain")).toEqual([false, false, false, true, false, false]);
  });
});

describe("noise", () => {
  it("an example's answer wanders less in larger batches", () => {
    const [, ...sigmas] = printed(notebook, "noise").map((line) => Number(line.split(" ").at(-1)));
    expect(sigmas).toHaveLength(6);
    expect([...sigmas].sort((a, b) => b - a)).toEqual(sigmas);
    expect(sigmas[5]).toBeLessThan(sigmas[0]! / 3);
  });

  it("guards against overfitting in batches of 10, and not in batches of all", () => {
    const rows = numbersByRow(notebook, "overfit-table");
    const of = (kind: string, batch: number) => rows[`${kind}, batches of ${batch}`]!;
    const [loss, fresh] = ["loss on new points", "new points"] as const;
    const [, , worst] = of("normalized", 10)[loss]!;
    const [, best] = of("plain", 10)[loss]!;
    expect(worst).toBeLessThan(best!);
    expect(of("normalized", 100)[fresh]![0]).toBeLessThan(of("plain", 100)[fresh]![0]! + 0.01);
    expect(of("normalized", 100)[loss]![0]).toBeGreaterThan(3 * of("normalized", 10)[loss]![0]!);
  });

  it("batches of two let nothing through", () => {
    const lines = printed(notebook, "small-chart");
    const [plain, normalized] = ["plain +batch", "normalized batch"].map((word) =>
      lines.flatMap((line) => new RegExp(`^${word} \\d+ +([\\d.]+)`).exec(line)?.slice(1).map(Number) ?? []),
    );
    expect(normalized).toHaveLength(4);
    expect(normalized![0]).toBeLessThan(0.6);
    expect(normalized![1]).toBeLessThan(plain![1]!);
    expect(normalized![3]).toBeGreaterThan(plain![3]!);
  });
});

describe("find the bug", () => {
  it("batches of one class, normalized by themselves, are answered hardly better than by chance", () => {
    const [byTest, right] = printed(notebook, "bug").map((line) => Number(line.split(" ").at(-1)));
    expect(byTest).toBeLessThan(0.65);
    expect(right).toBeGreaterThan(0.95);
  });
});
