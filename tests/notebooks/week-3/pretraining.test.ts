import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { findLessons } from "../../../notebooks/tools/lessons/catalog.js";
import { numbersByRow, printed, sourceOf } from "../printed.js";

const { notebook, directory } = findLessons().find(({ name }) => name === "week-3/pretraining")!;

/** Every number of a line. */
const numbers = (line = ""): number[] => (line.match(/-?\d+(?:\.\d+)?/g) ?? []).map(Number);

interface Stored {
  readonly results: readonly {
    readonly data: string;
    readonly layers: number;
    readonly accuracy: Readonly<Record<string, readonly number[]>>;
  }[];
}
const stored: Stored = JSON.parse(readFileSync(join(directory, "pretraining-contest.json"), "utf8"));
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Mean, least and greatest accuracy of a start in the contest, as printed. */
function contest(start: string): readonly [number, number, number] {
  const line = printed(notebook, "contest-spread").find((each) => each.startsWith(start)) ?? "";
  const [middle = 0, low = 0, high = 0] = numbers(line.slice(start.length));
  return [middle, low, high];
}

// The committed outputs; lessons.test.ts holds them equal to a fresh run.
describe("a machine with an energy", () => {
  it("the energies of 1100 and 1010 with h = 10 are -4 and 0", () => {
    expect(printed(notebook, "energy-code")).toEqual(["E(1100, 10) = -4.0", "E(1010, 10) = 0.0"]);
  });

  it("p(h|v) and p(v) by their formulas are what counting all 64 pictures gives", () => {
    for (const line of printed(notebook, "conditional-code")) {
      const [counted, formula] = line.match(/0\.\d{6}/g)!.map(Number);
      expect(Math.abs(counted! - formula!)).toBeLessThan(2e-6);
    }
  });
});

describe("how it learns", () => {
  it("the likelihood's gradient: formula, autograd and finite differences agree", () => {
    const [formula, autograd, differences] = printed(notebook, "rule-code");
    expect(numbers(formula)).toEqual(numbers(autograd));
    expect(numbers(formula).every((value) => value !== 0)).toBe(true);
    expect(differences).toBe("finite differences agree: true");
  });

  it("CD-1 by hand is the library's", () => {
    expect(printed(notebook, "cd-code")).toEqual(["one step by hand and by the library: the same? true"]);
  });

  it("CD-1 raises the likelihood of five machines, and points along the gradient only early", () => {
    const rows = numbersByRow(notebook, "agree-table");
    expect(Object.keys(rows)).toEqual([0, 40, 100, 200, 400].map((step) => `step ${step}`));
    const likelihoods = Object.values(rows).map((row) => row["ln p(data)"]![0]!);
    expect(likelihoods).toEqual([...likelihoods].sort((a, b) => a - b));
    expect(likelihoods.at(-1)).toBeGreaterThan(-0.8);
    const [early] = rows["step 40"]!.cosine!;
    const [late, lowest] = rows["step 200"]!.cosine!;
    expect(early).toBeGreaterThan(0.95);
    expect(late).toBeLessThan(0.5);
    expect(lowest).toBeLessThan(0);
  });

  it("a machine that copies has no reconstruction error and knows nothing", () => {
    const [error, likelihood] = printed(notebook, "copy");
    expect(numbers(error)).toEqual([0]);
    expect(numbers(likelihood)[0]).toBeCloseTo(-Math.log(16), 4);
  });
});

describe("the contest", () => {
  it("on the same budget pre-training beats sigmoid with Xavier, and ReLU with He needs none", () => {
    const [preTrained, worst] = contest("sigmoid, pre-trained");
    expect(preTrained).toBeGreaterThan(contest("sigmoid, Xavier")[0] + 5);
    expect(worst).toBeGreaterThanOrEqual(98);
    expect(preTrained).toBeGreaterThan(contest("sigmoid, N(0, 1)")[0]);
    expect(contest("ReLU, He")[0]).toBeGreaterThan(98.9);
  });

  it("prints what is stored for the default setting", () => {
    for (const [start, accuracies] of Object.entries(stored.results[0]!.accuracy)) {
      expect(accuracies).toHaveLength(5);
      const wanted = [mean(accuracies), Math.min(...accuracies), Math.max(...accuracies)];
      contest(start).forEach((value, i) => {
        expect(Math.abs(value - wanted[i]!), start).toBeLessThan(0.06);
      });
    }
  });

  it("the table of the text is the stored runs' means", () => {
    const table = sourceOf(notebook, "contest-see")
      .replaceAll("$", "")
      .split("\n")
      .filter((line) => /^\| (sigmoid|ReLU)/.test(line))
      .map((line) =>
        line
          .split("|")
          .slice(1, -1)
          .map((cell) => cell.trim()),
      );
    expect(table).toHaveLength(4);
    for (const [start = "", ...cells] of table) {
      cells.forEach((cell, i) => {
        expect(Math.abs(Number(cell) - mean(stored.results[i]!.accuracy[start]!)), start).toBeLessThan(0.051);
      });
    }
  });

  it("with more steps on real digits the lead over Xavier is gone", () => {
    for (const { accuracy } of stored.results.filter(({ data }) => data.startsWith("MNIST"))) {
      const lead = mean(accuracy["sigmoid, pre-trained"]!) - mean(accuracy["sigmoid, Xavier"]!);
      expect(Math.abs(lead)).toBeLessThan(0.5);
      expect(mean(accuracy["ReLU, He"]!)).toBeGreaterThan(mean(accuracy["sigmoid, pre-trained"]!));
    }
  });

  it("half of the lead over N(0, 1) is gone when pre-training is counted", () => {
    const [preTrained, unfair] = printed(notebook, "bug").map((line) => numbers(line.slice(27))[0]!);
    const fair = contest("sigmoid, N(0, 1)")[0];
    expect(preTrained! - fair).toBeLessThan(0.6 * (preTrained! - unfair!));
  });
});
