import { inspect } from "node:util";
import { OptionError, plot } from "gradbook";
import { describe, expect, it } from "vitest";

const display = (table: plot.Table) =>
  (table as unknown as Record<symbol, () => Record<string, string>>)[Symbol.for("Jupyter.display")]!();

describe("plot.table", () => {
  const runs = {
    plain: { accuracy: [0.951, 0.97, 0.962], parameters: 1234 },
    normalized: { accuracy: [0.98], note: "five seeds" },
  };

  it("aligns names to the left and cells to the right, and tells several numbers by mean and ends", () => {
    expect(String(plot.table(runs, { digits: 3, rowLabel: "network" })).split("\n")).toEqual([
      "network                   accuracy  parameters        note",
      "plain       0.961 (0.951 to 0.970)    1234.000",
      "normalized  0.980 (0.980 to 0.980)              five seeds",
    ]);
  });

  it("shows four significant digits by default, and a title above", () => {
    const text = String(plot.table({ a: { x: Math.PI, y: -1e-9 } }, { title: "Numbers" }));
    expect(text.split("\n")).toEqual(["Numbers", "       x      y", "a  3.142  −1e−9"]);
  });

  it("has a true minus, and none before 0", () => {
    expect(plot.table({ a: { x: -0.5, y: -0.0001, z: Number.NaN } }, { digits: 2 }).rows).toEqual([
      ["a", "−0.50", "0.00", "NaN"],
    ]);
  });

  it("is printed as text by console.log, and shown as a table in a notebook", () => {
    const table = plot.table({ "<b>": { x: 1 } }, { digits: 0 });
    expect(inspect(table)).toBe(String(table));
    const { "text/plain": plain, "text/html": html } = display(table);
    expect(plain).toBe(String(table));
    expect(html).toContain("&lt;b&gt;</th>");
    expect(html).toMatch(/<thead><tr><th scope="col".*<tbody><tr><th scope="row".*<td [^>]*>1<\/td>/);
  });

  it.each([
    [{}, {}, "expected a row with a cell, got {}; try { name: { column: 1 } }"],
    [{ a: {} }, {}, 'expected a row with a cell, got {"a":{}}; try'],
    [{ a: { x: [] } }, {}, "expected numbers in a, x, got []; try leaving the cell out"],
    [{ a: { x: 1 } }, { digits: -1 }, "expected digits from 0 to 20, got -1; try digits: 3"],
  ] as const)("refuses %j with %j", (rows, options, message) => {
    expect(() => plot.table(rows, options)).toThrow(OptionError);
    expect(() => plot.table(rows, options)).toThrow(message);
  });
});
