import { describe, expect, it } from "vitest";
import { findLessons } from "../../../notebooks/tools/lessons/catalog.js";
import { chartsOf } from "../../../notebooks/tools/lint/measure.js";
import { codeCell, printed, sourceOf } from "../printed.js";

const { notebook } = findLessons().find(({ name }) => name === "week-6/convolution")!;

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

describe("the convolution by hand", () => {
  it("agrees with the library, forward and backward", () => {
    expect(printed(notebook, "compare")).toEqual([
      "answers true",
      "slopes of the kernel true",
      "slopes of the picture true",
    ]);
  });

  it("a window of 3 has 25 places on the letter, and 16 two at a time with a ring of zeros", () => {
    for (const [id, places] of [
      ["window-chart", 25],
      ["stride-chart", 16],
    ] as const) {
      const [figure] = chartsOf(codeCell(notebook, id));
      const { frames } = figure!["application/vnd.plotly.v1+json"] as { frames: unknown[] };
      expect(frames).toHaveLength(places);
    }
  });
});

describe("pooling", () => {
  it("changes less than the map when the picture moves, the largest least", () => {
    const [, ...lines] = printed(notebook, "pooling-code");
    const [none, largest, average] = lines.map((line) => line.match(/0\.\d\d/g)!.map(Number));
    expect(none).toEqual([0.4, 0.59, 0.69]);
    [0, 1, 2].forEach((i) => {
      expect(largest![i]).toBeLessThan(average![i]!);
      expect(average![i]).toBeLessThan(none![i]!);
    });
    expect(sourceOf(notebook, "exercises")).toContain("by only 5 %, and the means by 16 %");
  });
});
