import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { findLessons } from "../../../notebooks/tools/lessons/catalog.js";
import { parseOutputNumbers, printed } from "../printed.js";

const { notebook, directory } = findLessons().find(({ name }) => name === "week-3/mnist-initialization")!;

type Runs = Readonly<Record<string, readonly number[]>>;

const stored = JSON.parse(readFileSync(join(directory, "mnist-initialization-runs.json"), "utf8")) as {
  readonly oneEpoch: Runs;
  readonly deep: Runs;
};
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const means = (runs: Runs) =>
  Object.fromEntries(Object.entries(runs).map(([name, values]) => [name, mean(values)]));

/** Accuracies must be in these ranges, by start. */
const musts = { "N(0, 1)": [0.84, 0.87], "Xavier uniform": [0.955, 0.968] } as const;

/** Median, least and greatest of the ratio of a start, as printed. */
function ratio(name: string): readonly [number, number, number] {
  const line = printed(notebook, "ratio-chart").find((each) => each.startsWith(name)) ?? "";
  const found = /median (\S+) \((\S+) to (\S+)\)/.exec(line);
  return [Number(found?.[1]), Number(found?.[2]), Number(found?.[3])];
}

// The committed outputs; lessons.test.ts holds them equal to a fresh run.
describe("the slide's two numbers, rebuilt on the real MNIST", () => {
  it("must: one epoch from N(0, 1) gives an accuracy in [0.84, 0.87], from Xavier uniform in [0.955, 0.968]", () => {
    const lines = printed(notebook, "two-code");
    Object.entries(musts).forEach(([name, [low, high]], i) => {
      expect(lines[i]).toContain(name);
      const [accuracy] = parseOutputNumbers([lines[i]!]);
      expect(accuracy).toBeGreaterThanOrEqual(low);
      expect(accuracy).toBeLessThanOrEqual(high);
    });
  });

  it("the same holds for each of five stored seeds, and seed 1 is the run of the lesson", () => {
    const shown = parseOutputNumbers(printed(notebook, "two-code"));
    Object.entries(musts).forEach(([name, [low, high]], i) => {
      const accuracies = stored.oneEpoch[name]!;
      expect(accuracies).toHaveLength(5);
      expect(Math.min(...accuracies)).toBeGreaterThanOrEqual(low);
      expect(Math.max(...accuracies)).toBeLessThanOrEqual(high);
      expect(accuracies[0]).toBe(shown[i]);
    });
  });

  it("the width did it: N(0, 0.05²) is level with Xavier, He too, N(0, 0.01²) a little below", () => {
    const accuracy = means(stored.oneEpoch);
    expect(Math.abs(accuracy["N(0, 0.05²)"]! - accuracy["Xavier uniform"]!)).toBeLessThan(0.006);
    expect(Math.abs(accuracy["He uniform"]! - accuracy["Xavier uniform"]!)).toBeLessThan(0.006);
    expect(accuracy["N(0, 0.01²)"]).toBeGreaterThan(0.93);
    expect(accuracy["N(0, 0.01²)"]).toBeLessThan(0.955);
  });

  it("prints the stored means", () => {
    for (const [cell, runs] of [
      ["line-up-chart", stored.oneEpoch],
      ["deep-chart", stored.deep],
    ] as const) {
      const lines = printed(notebook, cell);
      for (const [name, accuracy] of Object.entries(means(runs))) {
        const line = lines.find((each) => each.startsWith(`${name}  `));
        expect(line, name).toContain(` ${(100 * accuracy).toFixed(1)} % (`);
      }
    }
  });
});

describe("the motive", () => {
  it("the first loss of N(0, 1) is near 1.54 σ of its logits, Xavier's near ln 10", () => {
    const [wide, xavier] = parseOutputNumbers(printed(notebook, "two-chart"));
    const logits = Number(/measured (\S+)$/.exec(printed(notebook, "motive-chart")[2]!)?.[1]);
    expect(Math.abs(wide! / (1.54 * logits) - 1)).toBeLessThan(0.1);
    expect(xavier).toBeLessThan(2.6);
  });

  it("n σ² E[x²], layer by layer, is what is measured, within a tenth", () => {
    const lines = printed(notebook, "motive-chart");
    expect(lines).toHaveLength(6);
    for (const line of lines) {
      const [, formula, measured] = /formula (\S+), measured (\S+)$/.exec(line)!.map(Number);
      expect(Math.abs(measured! / formula! - 1)).toBeLessThan(0.1);
    }
  });

  it("an epoch of Adam moves the wide weights by a twentieth of their width, Xavier's by nearly half", () => {
    const parts = printed(notebook, "moved-code").map((line) => {
      const [, width, way] = /σ (\S+) at the start, moved by (\S+)$/.exec(line)!.map(Number);
      return way! / width!;
    });
    expect(parts[0]).toBeLessThan(0.06);
    expect(parts[1]).toBeGreaterThan(0.4);
  });
});

describe("depth makes it matter", () => {
  it("sigmoid with Xavier and ReLU with N(0, 0.01²) learn nothing, ReLU with He about 95 %, in five seeds each", () => {
    expect(Object.keys(stored.deep)).toEqual(["sigmoid, Xavier", "ReLU, N(0, 0.01²)", "ReLU, He"]);
    const [sigmoid = [], narrow = [], he = []] = Object.values(stored.deep);
    for (const runs of [sigmoid, narrow, he]) expect(runs).toHaveLength(5);
    expect(Math.max(...sigmoid, ...narrow)).toBeLessThan(0.12);
    expect(Math.min(...he)).toBeGreaterThan(0.93);
    expect(printed(notebook, "deep-chart")[0]).toContain(`${(100 * he[0]!).toFixed(1)} %`);
  });

  it("ratio of gradient norms, first layer to last: vanishes, hardly, explodes, stays (median of five seeds)", () => {
    expect(ratio("sigmoid, Xavier")[0]).toBeGreaterThan(1e-6);
    expect(ratio("sigmoid, Xavier")[2]).toBeLessThan(1e-5);
    expect(ratio("sigmoid, N(0, 1)")[0]).toBeGreaterThan(0.1);
    expect(ratio("sigmoid, N(0, 1)")[2]).toBeLessThan(0.75);
    expect(ratio("tanh, N(0, 1)")[1]).toBeGreaterThan(1500);
    expect(ratio("tanh, N(0, 1)")[2]).toBeLessThan(2500);
    expect(ratio("ReLU, He")[1]).toBeGreaterThan(1);
    expect(ratio("ReLU, He")[2]).toBeLessThan(3.5);
  });

  it("the factor of one layer follows √(n σ² E[slope²])", () => {
    const lines = printed(notebook, "factor");
    expect(lines).toHaveLength(4);
    for (const line of lines) {
      const [, formula, measured] = /formula (\S+), measured (\S+)$/.exec(line)!.map(Number);
      expect(Math.abs(measured! / formula! - 1), line).toBeLessThan(line.includes("sigmoid, N") ? 0.2 : 0.1);
    }
  });
});

describe("find the bug", () => {
  it("weights spread evenly between -σ and σ lose two thirds of E[h²] in each layer", () => {
    const squares = printed(notebook, "bug").map((line) => Number(/E\[h²\] (\S+),/.exec(line)?.[1]));
    expect(squares).toHaveLength(3);
    const perLayer = (squares[2]! / squares[0]!) ** (1 / 8);
    expect(Math.abs(perLayer - 1 / 3)).toBeLessThan(0.03);
  });
});
