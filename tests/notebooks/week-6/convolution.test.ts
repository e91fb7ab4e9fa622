import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { findLessons } from "../../../notebooks/tools/lessons/catalog.js";
import { chartsOf } from "../../../notebooks/tools/lint/measure.js";
import { codeCell, printed } from "../printed.js";

const { notebook, directory } = findLessons().find(({ name }) => name === "week-6/convolution")!;

interface Runs {
  readonly network: "dense" | "convolution";
  readonly pictures: number;
  readonly shuffledPixels: boolean;
  readonly cpuSecondsPerEpoch: number;
  readonly testAccuracy: readonly (readonly number[])[];
}

const { results } = JSON.parse(readFileSync(join(directory, "convolution-runs.json"), "utf8")) as {
  readonly results: readonly Runs[];
};

const runsOf = (network: Runs["network"], pictures: number, shuffledPixels = false): Runs =>
  results.find(
    (runs) =>
      runs.network === network && runs.pictures === pictures && runs.shuffledPixels === shuffledPixels,
  )!;
/** The test accuracies of the five seeds after an epoch. */
const reached = (runs: Runs, epoch: number): readonly number[] =>
  runs.testAccuracy.map((run) => run[epoch - 1]!);
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

// The committed outputs; lessons.test.ts holds them equal to a fresh run.
describe("windows", () => {
  it("the vertical detector answers 4 to a vertical edge, the horizontal one 0", () => {
    expect(printed(notebook, "detectors")[0]).toBe("on an edge: 4.00  0.00  3.00  0.33");
  });

  it("the slider shows the answers of all detectors for each class", () => {
    const [figure] = chartsOf(codeCell(notebook, "detectors-chart"));
    const { frames } = figure!["application/vnd.plotly.v1+json"] as { frames: unknown[] };
    expect(frames).toHaveLength(10);
  });

  it("receptive fields are 5 and 9 pixels wide, by their slopes", () => {
    expect(printed(notebook, "field-chart").map((line) => line.slice(-13))).toEqual([
      " 5 x 5 pixels",
      " 9 x 9 pixels",
    ]);
  });
});

describe("the dense network and the convolution", () => {
  it("have 409,098 and 106,570 parameters", () => {
    const totals = printed(notebook, "nets-code").map((line) => Number.parseInt(line, 10));
    expect(totals).toEqual([409_098, 106_570]);
  });

  it("the lesson's own runs are those stored for seed 1", () => {
    for (const line of printed(notebook, "live-chart")) {
      const [name, ...values] = line.split(/\s+/);
      const [first] = runsOf(name as Runs["network"], 6000).testAccuracy;
      expect(values).toEqual(first!.map((value) => (100 * value).toFixed(1)));
    }
    const fresh = printed(notebook, "shuffled").at(-1)!;
    const [stored] = runsOf("dense", 6000, true).testAccuracy;
    expect(fresh).toBe(`dense, pixels shuffled, seed 1 afresh: ${(100 * stored![3]!).toFixed(1)} %`);
  });

  it("on all pictures every convolution beats every dense network, after one epoch and after five", () => {
    const [dense, convolution] = [runsOf("dense", 60_000), runsOf("convolution", 60_000)];
    expect(dense.testAccuracy).toHaveLength(5);
    for (const epoch of [1, 5]) {
      expect(Math.min(...reached(convolution, epoch))).toBeGreaterThan(Math.max(...reached(dense, epoch)));
    }
    expect(mean(reached(convolution, 5))).toBeGreaterThan(0.9);
  });

  it("and an epoch of it takes about three times as long", () => {
    const ratio =
      runsOf("convolution", 60_000).cpuSecondsPerEpoch / runsOf("dense", 60_000).cpuSecondsPerEpoch;
    expect(ratio).toBeGreaterThan(2.5);
    expect(ratio).toBeLessThan(3.8);
  });
});

describe("the kernels of the first layer", () => {
  it("moved by about a fifth of their size", () => {
    const [, start, change] = /start (\S+), typical change (\S+)$/.exec(
      printed(notebook, "kernels-chart")[0]!,
    )!;
    expect(Number(change) / Number(start)).toBeCloseTo(0.22, 1);
  });
});

describe("shuffled pixels", () => {
  it("are nothing to the dense network and cost every convolution, which still stays ahead", () => {
    const dense = [runsOf("dense", 6000), runsOf("dense", 6000, true)].map((runs) => mean(reached(runs, 4)));
    expect(Math.abs(dense[0]! - dense[1]!)).toBeLessThan(0.005);
    const [inPlace, mixed] = [runsOf("convolution", 6000), runsOf("convolution", 6000, true)];
    expect(Math.max(...reached(mixed, 4))).toBeLessThan(Math.min(...reached(inPlace, 4)));
    expect(mean(reached(inPlace, 4)) - mean(reached(mixed, 4))).toBeCloseTo(0.011, 3);
    expect(Math.min(...reached(mixed, 4))).toBeGreaterThan(dense[1]!);
  });

  it("after one epoch on 6,000 pictures the dense network is ahead", () => {
    expect(mean(reached(runsOf("dense", 6000), 1))).toBeGreaterThan(
      mean(reached(runsOf("convolution", 6000), 1)),
    );
  });
});

describe("the running numbers of batch normalization", () => {
  it("with a momentum of 0.9 the last lesson's network tests 1.2 points better after an epoch", () => {
    const file = join(directory, "fashion-mnist-runs.json");
    const { results: slow } = JSON.parse(readFileSync(file, "utf8")) as {
      readonly results: readonly { readonly valAccuracy: readonly number[] }[];
    };
    const before = mean(slow.map(({ valAccuracy }) => valAccuracy[0]!));
    expect(mean(reached(runsOf("dense", 60_000), 1)) - before).toBeCloseTo(0.012, 3);
  });
});
