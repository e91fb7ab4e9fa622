import { describe, expect, it } from "vitest";
import { findLessons } from "../../../notebooks/tools/lessons/catalog.js";
import { chartsOf } from "../../../notebooks/tools/lint/measure.js";
import { codeCell, parseOutputNumbers, printed } from "../printed.js";

const { notebook } = findLessons().find(({ name }) => name === "week-4/overfitting")!;

/** Mean, least and greatest of five seeds. */
interface Spread {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** What the runs of each plan printed, by the plan's name. */
const runs = Object.fromEntries(
  [...printed(notebook, "sizes"), ...printed(notebook, "cures")]
    .join("\n")
    .split(/\n(?=\S)/)
    .map((text) => {
      const numbers = (text.match(/-?\d\.\d{3}/g) ?? []).map(Number).slice(-8);
      const spread = (at: number): Spread => ({
        mean: numbers[at]!,
        low: numbers[at + 1]!,
        high: numbers[at + 2]!,
      });
      const found = { training: numbers[0]!, validation: spread(1), gap: spread(4), accuracy: numbers[7]! };
      return [text.split(",")[0], found] as const;
    }),
);
const [neuron, middle, large] = ["1 neuron", "16 hidden", "64 + 64 hidden"].map((name) => runs[name]!) as [
  (typeof runs)[string],
  (typeof runs)[string],
  (typeof runs)[string],
];
const cures = ["1000 points", "weight decay 0.003", "dropout 0.5"].map((name) => runs[name]!);

// The committed outputs; lessons.test.ts holds them equal to a fresh run.
describe("memorizing", () => {
  it("errs with p on old questions never, on new ones with 2p(1 - p)", () => {
    const [, learner = 0, parrot = 0] = parseOutputNumbers(printed(notebook, "parrot"));
    expect(learner).toBeCloseTo(0.1, 2);
    expect(parrot).toBeCloseTo(2 * 0.1 * 0.9, 2);
  });
});

describe("three sizes on the same noisy data", () => {
  it("the smallest underfits, the largest overfits, the middle one is best on new points", () => {
    expect(neuron.training).toBeGreaterThan(middle.training);
    expect(middle.training).toBeGreaterThan(large.training);
    expect(Math.abs(neuron.gap.mean)).toBeLessThan(0.05);
    expect(middle.validation.mean).toBeLessThan(neuron.validation.mean);
    expect(middle.validation.high).toBeLessThan(large.validation.low);
    expect(large.gap.low).toBeGreaterThan(1);
    expect(middle.accuracy).toBeGreaterThan(Math.max(neuron.accuracy, large.accuracy));
  });

  it("the largest one's validation loss turns after about 40 updates", () => {
    const [, lowest, updates] = /loss (\S+) after (\d+) updates/.exec(printed(notebook, "turning")[0]!)!;
    expect(Math.abs(Number(updates) - 40)).toBeLessThanOrEqual(10);
    expect(large.validation.mean / Number(lowest)).toBeGreaterThan(4);
  });
});

describe("the cures", () => {
  it("of them dropout slows overfitting down and does not end it: its curve climbs, and ends lower than without", () => {
    const { data } = chartsOf(codeCell(notebook, "cures-curves"))[0]!["application/vnd.plotly.v1+json"] as {
      data: { name: string; y: number[] }[];
    };
    const climb = (name: string) => {
      const { y } = data.find((each) => each.name === name)!;
      return y.at(-1)! - Math.min(...y);
    };
    expect(climb("dropout")).toBeGreaterThan(0.2);
    expect(climb("none")).toBeGreaterThan(2 * climb("dropout"));
    expect(climb("weight decay")).toBeLessThan(0.05);
    expect(climb("1000 points")).toBeLessThan(0.05);
  });

  it("each shrinks the gap: no seed with a cure reaches a seed without", () => {
    expect(cures).toHaveLength(3);
    for (const { gap, validation } of cures) {
      expect(gap.high).toBeLessThan(large.gap.low);
      expect(validation.high).toBeLessThan(large.validation.low);
    }
  });

  it("work in the order that the lesson names: data, decay, dropout", () => {
    const gaps = cures.map(({ gap }) => gap.mean);
    expect(gaps).toEqual([...gaps].sort((a, b) => a - b));
  });

  it("weight decay, its penalty and a nudge make the same step", () => {
    const steps = printed(notebook, "penalty-check").map((line) => line.match(/-?\d+\.\d{6}/g));
    expect(steps).toHaveLength(3);
    expect(steps[1]).toEqual(steps[0]);
    expect(steps[2]).toEqual(steps[0]);
  });

  it("too much weight decay underfits: the validation loss has a valley in between", () => {
    const found = parseOutputNumbers(printed(notebook, "decay-chart"));
    const best = found.indexOf(Math.min(...found));
    expect(best).toBeGreaterThan(0);
    expect(best).toBeLessThan(found.length - 1);
  });
});

describe("find the bug", () => {
  it("the leaking validation set looks better than unseen points", () => {
    const [leaking = 0, unseen = 0] = parseOutputNumbers(printed(notebook, "bug"));
    expect(leaking).toBeLessThan(0.9 * unseen);
  });
});
