import { plot } from "gradbook";
import { describe, expect, test } from "vitest";
import { palette } from "../../../lib/src/plot/palette.js";

type ErrorLines = { readonly array: number[]; readonly arrayminus: number[]; readonly color: string };

const lineColors = (figure: plot.Figure, mode?: string): Record<string, unknown> =>
  Object.fromEntries(
    figure.data
      .filter((trace) => trace.name !== undefined && trace.type === "scatter" && trace.mode !== mode)
      .map((trace) => [trace.name, (trace.line as { color: string }).color]),
  );

describe("colors of series", () => {
  const losses = { plain: [3, 2], momentum: [3, 1] };
  const paths = { plain: [[1, 1]], momentum: [[1, 0]] };

  test("are the same in a line chart and over a loss surface", () => {
    const surface = plot.lossSurface((a, b) => a * a + b * b, { paths });
    expect(lineColors(surface, "markers")).toEqual(lineColors(plot.line(losses)));
    expect(lineColors(surface, "markers")).toEqual({ plain: palette[0], momentum: palette[1] });
  });

  test("follow colorOrder, and names that it does not have come after", () => {
    const colorOrder = ["plain", "momentum"];
    expect(lineColors(plot.line({ Adam: [1, 2], momentum: [3, 1] }, { colorOrder }))).toEqual({
      Adam: palette[2],
      momentum: palette[1],
    });
    const surface = plot.lossSurface((a) => a * a, { paths: { momentum: [[1, 0]] }, colorOrder });
    expect(lineColors(surface)).toEqual({ momentum: palette[1] });
    const bars = plot.bars({ momentum: { a: 1 }, plain: { a: 2 } }, { colorOrder });
    expect(bars.data.map((trace) => (trace.marker as { color: string }).color)).toEqual([
      palette[1],
      palette[0],
    ]);
  });
});

describe("bars with ranges", () => {
  const figure = plot.bars({ a: 3, b: -1 }, { ranges: { a: [1, 4], b: [-2, 1] } });

  test("draw a line from the least to the greatest, white within the bar", () => {
    const [whole, inner] = figure.data.map((trace) => trace.error_y as unknown as ErrorLines);
    expect(whole).toMatchObject({ array: [1, 2], arrayminus: [2, 1], symmetric: false });
    expect(inner).toMatchObject({ array: [0, 1], arrayminus: [2, 0], color: "#FFFFFF" });
  });

  test("say in the legend and in the description what the lines are", () => {
    expect(figure.data.filter((trace) => trace.showlegend !== false).map((trace) => trace.name)).toEqual([
      "least to greatest",
    ]);
    expect(figure.layout.showlegend).toBe(true);
    expect(figure.alt).toBe("value: a 3 (1 to 4), b −1 (−2 to 1).");
  });
});

describe("ticks of log axes", () => {
  const ticks = (values: number[], more?: plot.LineOptions) =>
    plot.line(values, { yScale: "log", ...more }).layout.yaxis as plot.JsonObject;

  test("are powers of ten, some six of them at most", () => {
    expect(ticks([1e-3, 1])).toMatchObject({ dtick: 1, exponentformat: "power" });
    expect(ticks([1e-9, 1e9])).toMatchObject({ dtick: 4 });
  });

  test("over less than some two of them are whole numbers, with their place", () => {
    expect(ticks([0.08, 0.5])).toMatchObject({
      tickvals: [0.1, 0.2, 0.5],
      ticktext: ["0.1", "0.2", "0.5"],
    });
    expect(ticks([1, 2], { yRange: [3e-6, 2e-5] })).toMatchObject({
      tickvals: [5e-6, 1e-5, 2e-5],
      ticktext: ["5·10<sup>−6</sup>", "10<sup>−5</sup>", "2·10<sup>−5</sup>"],
    });
  });

  test("suit the range that holds every picture of a slider", () => {
    const moving = plot.slider([1, 6], (power) => plot.line([1, 10 ** power], { yScale: "log" }));
    expect(moving.layout.yaxis).toMatchObject({ dtick: 2, exponentformat: "power" });
  });

  test("are left to Plotly where no value is positive", () => {
    expect(ticks([-1, 0])).not.toHaveProperty("tickvals");
  });
});

describe("room", () => {
  type Legend = { readonly y: number };
  const fromTop = ({ layout }: plot.Figure) => (1 - (layout.legend as Legend).y) * (layout.height as number);
  const curves = { one: [1, 2], two: [2, 1] };
  const long = "A title that is so long that a narrow page needs two lines for it";

  test("between the upper edge and the legend grows with the lines of the title", () => {
    expect(fromTop(plot.line(curves, { title: "Short" }))).toBeCloseTo(30, 1);
    expect(fromTop(plot.line(curves, { title: long }))).toBeCloseTo(50, 1);
  });

  test("stays as it is with a slider, whose title may have more or fewer lines", () => {
    const draw = (title: string) => () => plot.line(curves, { title });
    expect(fromTop(plot.slider([1, 2], draw("Short")))).toBeCloseTo(30, 1);
    const longer = plot.slider([1, 2], draw("Short"), { title: long });
    expect(fromTop(longer)).toBeCloseTo(50, 1);
    const shorter = plot.slider([1, 2], draw(long), { title: "Short" });
    expect(fromTop(shorter)).toBeCloseTo(30, 1);
    expect(longer.layout.height).toBe((shorter.layout.height as number) + 20);
  });

  test("is kept for half the width of a slider's end labels", () => {
    const pad = (names: string[]) => {
      const { layout } = plot.slider(names, () => plot.line([1, 2]));
      return (layout.sliders as readonly plot.JsonObject[])[0]?.pad;
    };
    expect(pad(["a", "b"])).toMatchObject({ l: 0, r: 0 });
    expect(pad(["T-shirt", "an ankle boot"])).toMatchObject({ l: 0, r: 33 });
  });
});
