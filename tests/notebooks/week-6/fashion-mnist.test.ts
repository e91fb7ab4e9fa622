import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { findLessons } from "../../../notebooks/tools/lessons/catalog.js";
import { chartsOf } from "../../../notebooks/tools/lint/measure.js";
import { codeCell, numbersByRow, parseOutputNumbers, printed } from "../printed.js";

const { notebook, directory } = findLessons().find(({ name }) => name === "week-6/fashion-mnist")!;

interface Run {
  readonly seed: number;
  readonly loss: readonly number[];
  readonly accuracy: readonly number[];
  readonly valAccuracy: readonly number[];
}

const stored = JSON.parse(readFileSync(join(directory, "fashion-mnist-runs.json"), "utf8")) as {
  readonly command: string;
  readonly results: readonly Run[];
};

/** Every number in a line. */
const numbersIn = (line: string | undefined): readonly number[] =>
  (line?.match(/\d+(?:\.\d+)?/g) ?? []).map(Number);

// The committed outputs; lessons.test.ts holds them equal to a fresh run.
describe("the first epoch", () => {
  it("must: the first epoch's loss is 0.433 ± 0.01 and its accuracy 0.845 ± 0.006", () => {
    const [, loss, accuracy] = /loss (\S+), accuracy (\S+)/.exec(printed(notebook, "first-numbers")[0]!)!;
    expect(Math.abs(Number(loss) - 0.433)).toBeLessThan(0.01);
    expect(Math.abs(Number(accuracy) - 0.845)).toBeLessThan(0.006);
  });

  it("the number is the mean of its 468 batches, and the last ones are better", () => {
    const [shown = "", mean, late] = printed(notebook, "first-numbers");
    expect(shown).toContain(`loss ${parseOutputNumbers([mean!])[0]!.toFixed(4)}`);
    expect(parseOutputNumbers([late!])[0]).toBeLessThan(0.38);
    const [figure] = chartsOf(codeCell(notebook, "first-chart"));
    const { data } = figure!["application/vnd.plotly.v1+json"] as { data: { y: number[] }[] };
    expect(data[1]!.y.at(-1)).toBeCloseTo(0.4328, 4);
  });

  it("must: with each of five seeds the first epoch lies in the same bounds", () => {
    expect(stored.results.map(({ seed }) => seed)).toEqual([1, 2, 3, 4, 5]);
    for (const { loss, accuracy } of stored.results) {
      expect(Math.abs(loss[0]! - 0.433)).toBeLessThan(0.01);
      expect(Math.abs(accuracy[0]! - 0.845)).toBeLessThan(0.006);
    }
  });

  it("the stored run of seed 1 is the one that the lesson does", () => {
    const [text] = codeCell(notebook, "train").outputs.flatMap((output) =>
      "data" in output ? [String(output.data["text/plain"])] : [],
    );
    const { loss, accuracy, valAccuracy } = stored.results[0]!;
    for (const epoch of [0, 1]) {
      const line = text!.split("\n")[epoch]!;
      expect(line).toContain(`loss ${loss[epoch]!.toFixed(4)}  accuracy ${accuracy[epoch]!.toFixed(4)}`);
      expect(line).toContain(`valAccuracy ${valAccuracy[epoch]!.toFixed(4)}`);
    }
  });
});

describe("what the result is worth", () => {
  it("the closest average gets 67.7 % right, an untrained network a tenth, with a loss near ln 10", () => {
    expect(numbersIn(printed(notebook, "means")[0])).toEqual([67.7]);
    const lines = printed(notebook, "build");
    expect(lines).toContain("Trainable: 408,074, not trainable: 1,024");
    const [loss, , ln10] = numbersIn(lines.find((line) => line.includes("ln 10")));
    expect(ln10).toBeCloseTo(Math.LN10, 3);
    expect(loss).toBeGreaterThan(Math.LN10);
    expect(loss).toBeLessThan(2.45);
  });

  it("five epochs over five seeds: training hardly differs, the test does", () => {
    const { "epoch 1": first = {}, "epoch 5": fifth = {} } = numbersByRow(notebook, "runs");
    const width = ([, low = 0, high = 0]: readonly number[] = []) => high - low;
    expect(width(first["training accuracy"])).toBeLessThan(0.005);
    expect(width(first["test accuracy"])).toBeGreaterThan(0.02);
    expect(fifth["test accuracy"]![0]).toBeGreaterThan(0.85);
  });

  it("the slider shows ten mistakes for each answer", () => {
    const [figure] = chartsOf(codeCell(notebook, "mistakes-chart"));
    const { frames } = figure!["application/vnd.plotly.v1+json"] as {
      frames: { data: { text?: string[] }[] }[];
    };
    expect(frames).toHaveLength(10);
    for (const { data } of frames) expect(data.find(({ text }) => text)?.text).toHaveLength(10);
  });

  it("where it is sure it is right more often, and it claims more than it holds", () => {
    const [all, sure, surest] = printed(notebook, "sure-chart").map((line) => numbersIn(line).slice(1));
    expect(all![0]).toBe(100);
    expect(sure![2]).toBeGreaterThan(all![2]!);
    expect(surest![2]).toBeGreaterThan(sure![2]!);
    for (const [, claimed, right] of [all!, sure!, surest!]) expect(claimed).toBeGreaterThan(right!);
  });
});

describe("find the bug", () => {
  it("pixels from 0 to 255 leave a believable accuracy and a loss that is not", () => {
    const [loss, accuracy] = numbersIn(printed(notebook, "bug")[0]);
    expect(loss).toBeGreaterThan(50);
    expect(accuracy).toBeGreaterThan(0.7);
    expect(accuracy).toBeLessThan(0.84);
  });
});
