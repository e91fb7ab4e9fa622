import { inspect } from "node:util";
import { plot } from "gradbook";
import { describe, expect, test } from "vitest";

const parts = { title: "Loss", alt: "It falls.", data: [{ type: "scatter", y: [1, 2] }] };
const bundle = (figure: plot.Figure): Record<string, unknown> =>
  (figure as unknown as Record<symbol, () => Record<string, unknown>>)[Symbol.for("Jupyter.display")]?.() ??
  {};

describe("Figure", () => {
  test("shows itself as Plotly JSON, HTML and one line of text", () => {
    const figure = new plot.Figure(parts);
    expect(Object.keys(bundle(figure))).toEqual([
      "application/vnd.plotly.v1+json",
      "text/html",
      "text/plain",
    ]);
    expect(bundle(figure)["text/plain"]).toBe("Figure: Loss: It falls.");
    expect(bundle(figure)["application/vnd.plotly.v1+json"]).toMatchObject({
      data: [{ type: "scatter", y: [1, 2] }],
      layout: { title: { text: "Loss" } },
    });
    expect(inspect(figure)).toBe("Figure: Loss: It falls.");
    expect(`${figure}`).toBe("Figure: Loss: It falls.");
  });

  test("rounds numbers to five digits, keeps whole numbers, and leaves gaps for what is not finite", () => {
    const y = [1 / 3, 123456789, 1.23456789e-9, Number.NaN, Number.POSITIVE_INFINITY, -2 / 3];
    const figure = new plot.Figure({ ...parts, data: [{ type: "scatter", y, name: undefined }] });
    expect(figure.data).toEqual([
      { type: "scatter", y: [0.33333, 123456789, 1.2346e-9, null, null, -0.66667] },
    ]);
    expect("name" in (figure.data[0] ?? {})).toBe(false);
  });

  test("keeps markup out of its words", () => {
    const figure = new plot.Figure({ ...parts, title: "<b>σ</b>: e<sup>−z</sup>,<br>x<sub>1</sub>" });
    expect(figure.title).toBe("σ: e^−z, x1");
    expect(figure.layout.title).toEqual({ text: "<b>σ</b>: e<sup>−z</sup>,<br>x<sub>1</sub>" });
  });

  test("asks for a title and a description", () => {
    expect(() => new plot.Figure({ ...parts, title: " " })).toThrow(
      'plot.Figure: expected a title, got ""; try { title: "what the chart shows" }',
    );
    expect(() => new plot.Figure({ ...parts, alt: "" })).toThrow(
      'plot.Figure: expected a description, got ""; try { alt: "what a reader sees, in a sentence" }',
    );
  });

  test("follows the window in its HTML, and not in a notebook, whose renderer would take its height", () => {
    const figure = new plot.Figure({ ...parts, config: { scrollZoom: true } });
    const config = { displaylogo: false, displayModeBar: false, scrollZoom: true };
    expect(bundle(figure)["application/vnd.plotly.v1+json"]).toEqual({ ...figure.toJSON(), config });
    const configOf = (html: string) => JSON.parse(/json">(.*?)<\/script>/s.exec(html)?.[1] ?? "").config;
    expect(configOf(figure.toHTML())).toEqual({ responsive: true, ...config });
    const still = new plot.Figure({ ...parts, config: { responsive: false } });
    expect(configOf(still.toHTML()).responsive).toBe(false);
  });

  test("leaves frames out where there are none", () => {
    expect("frames" in new plot.Figure(parts).toJSON()).toBe(false);
  });
});
