import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { findLessons } from "../../../notebooks/tools/lessons/catalog.js";
import { chartsOf } from "../../../notebooks/tools/lint/measure.js";
import { codeCell, printed } from "../printed.js";

const { notebook, directory } = findLessons().find(({ name }) => name === "week-6/lenet")!;

interface Runs {
  readonly network: "dense" | "convolution" | "lenet";
  readonly pictures: number;
  readonly shuffledPixels: boolean;
  readonly cpuSecondsPerEpoch?: number;
  readonly testAccuracy: readonly (readonly number[])[];
  readonly movedAccuracy?: readonly (readonly number[])[];
}

const { results } = JSON.parse(readFileSync(join(directory, "lenet-runs.json"), "utf8")) as {
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
describe("the dense network and the convolution", () => {
  it("have 408,074, 61,706 and 106,346 parameters", () => {
    const counts = printed(notebook, "nets-code")
      .slice(1)
      .map((line) => line.split(/ +/));
    expect(counts).toEqual([
      ["dense", "408,074"],
      ["LeNet-5", "61,706"],
      ["convolution", "106,346"],
    ]);
  });

  it("the lesson's own runs are those stored for seed 1", () => {
    const [figure] = chartsOf(codeCell(notebook, "live-chart"));
    const { data } = figure!["application/vnd.plotly.v1+json"] as { data: { name: string; y: number[] }[] };
    for (const { name, y } of data.filter((each) => each.name !== "LeNet-5"))
      expect(y).toEqual(runsOf(name as Runs["network"], 6000).testAccuracy[0]);
    const fresh = printed(notebook, "shuffled")[0]!;
    const [stored] = runsOf("dense", 6000, true).testAccuracy;
    expect(fresh).toBe(`dense, pixels shuffled, seed 1 afresh: ${(100 * stored![3]!).toFixed(1)} %`);
  });

  it("LeNet-5 begins behind the dense network and ends 0.6 points ahead; the other convolution beats both", () => {
    const [dense, lenet, convolution] = (["dense", "lenet", "convolution"] as const).map((name) =>
      runsOf(name, 60_000),
    );
    expect(lenet!.testAccuracy).toHaveLength(5);
    expect(mean(reached(lenet!, 1))).toBeLessThan(mean(reached(dense!, 1)) - 0.02);
    expect(Math.abs(mean(reached(lenet!, 3)) - mean(reached(dense!, 3)))).toBeLessThan(0.003);
    expect(mean(reached(lenet!, 5)) - mean(reached(dense!, 5))).toBeCloseTo(0.006, 3);
    // The ranges overlap.
    expect(Math.min(...reached(lenet!, 5))).toBeLessThan(Math.max(...reached(dense!, 5)));
    for (const epoch of [1, 5])
      expect(Math.min(...reached(convolution!, epoch))).toBeGreaterThan(
        Math.max(...reached(dense!, epoch), ...reached(lenet!, epoch)),
      );
  });

  it("moved by two pixels the dense network loses most, in every seed", () => {
    const [dense, lenet] = [runsOf("dense", 60_000), runsOf("lenet", 60_000)].map((runs) =>
      runs.movedAccuracy!.map((run) => run[2]!),
    );
    expect(mean(dense!)).toBeCloseTo(0.571, 3);
    expect(mean(lenet!)).toBeCloseTo(0.773, 3);
    expect(Math.min(...lenet!)).toBeGreaterThan(Math.max(...dense!));
  });

  it("of the lesson's own networks, moved by two pixels, the convolution falls as far as the dense one", () => {
    const falls = printed(notebook, "moved-code")
      .slice(-3)
      .map((line) => line.split(/ +/).map(Number))
      .map(([, still, , moved]) => (still! - moved!).toFixed(1));
    expect(falls).toEqual(["23.6", "11.6", "24.0"]);
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
      runsOf("convolution", 60_000).cpuSecondsPerEpoch! / runsOf("dense", 60_000).cpuSecondsPerEpoch!;
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
