import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { findLessons } from "../../../notebooks/tools/lessons/catalog.js";
import { chartsOf } from "../../../notebooks/tools/lint/measure.js";
import { codeCell, numbersByRow, parseOutputNumbers, printed, sourceOf } from "../printed.js";

const { notebook, directory } = findLessons().find(({ name }) => name === "week-1/training-xor")!;

interface Full {
  readonly networks: number;
  readonly results: readonly {
    readonly hidden: number;
    readonly solved: number;
    readonly failedSeeds: readonly number[];
  }[];
}

// The committed outputs; lessons.test.ts holds them equal to a fresh run.
describe("the lesson's numbers", () => {
  it("one hidden pair learns XOR: the loss falls at every look, and the answers are right", () => {
    const losses = parseOutputNumbers(printed(notebook, "train-run"));
    expect(losses).toEqual([...losses].sort((a, b) => b - a));
    expect(losses.at(-1)).toBeLessThan(0.02);
    const answers = parseOutputNumbers(printed(notebook, "found").slice(0, 4));
    expect(answers.map(Math.round)).toEqual([0, 1, 1, 0]);
  });

  it("ten steps of gradient descent repair the bias -6", () => {
    const steps = numbersByRow(notebook, "slope-code");
    expect(steps["step 0"]).toEqual({ "bias b": [-6], loss: [3.3604], slope: [-0.4994] });
    const [repaired] = steps["step 10"]!["bias b"]!;
    expect(repaired).toBeGreaterThan(0.72);
    expect(repaired).toBeLessThan(9.68);
  });

  it("the share of starts that learn XOR with 2, 4 and 10 hidden neurons", () => {
    expect(printed(notebook, "rates")).toEqual([
      "2 hidden neurons: 70 % of 100 solve XOR",
      "4 hidden neurons: 100 % of 100 solve XOR",
      "10 hidden neurons: 100 % of 100 solve XOR",
    ]);
  });

  it("the stored run of 200 starts has the same outcome for the first 100, and is what the text says", () => {
    const full = JSON.parse(readFileSync(`${directory}/training-xor-200.json`, "utf8")) as Full;
    const rates = full.results.map(
      ({ failedSeeds }) => 100 - failedSeeds.filter((seed) => seed < 100).length,
    );
    expect(rates).toEqual([70, 100, 100]);
    for (const { solved, failedSeeds } of full.results) {
      expect(solved + failedSeeds.length).toBe(full.networks);
    }
    const [two, four, ten] = full.results.map(({ solved }) => solved);
    expect(sourceOf(notebook, "rates-see")).toContain(`it is ${two}, ${four} and ${ten} of 200`);
  });

  it("seed 4 is stuck with two corners that share an answer", () => {
    expect(printed(notebook, "stuck-chart").at(-1)).toBe("answers 0.01  0.99  0.50  0.51");
  });
});

describe("the decision surface over the epochs", () => {
  it("has a picture for every 500 epochs, from undecided to XOR", () => {
    const [chart] = chartsOf(codeCell(notebook, "album-chart"));
    const { frames } = chart!["application/vnd.plotly.v1+json"] as { frames: { name: string }[] };
    expect(frames.map(({ name }) => Number(name))).toEqual(Array.from({ length: 21 }, (_, i) => 500 * i));
  });
});
