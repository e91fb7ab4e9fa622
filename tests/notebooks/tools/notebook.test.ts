import { describe, expect, it } from "vitest";
import {
  type CodeCell,
  formatNotebook,
  type Output,
  parseNotebook,
} from "../../../notebooks/tools/lessons/notebook.js";

const json = `{
 "cells": [
  {
   "cell_type": "markdown",
   "id": "title",
   "metadata": {},
   "source": [
    "# 제목\\n",
    "text"
   ]
  },
  {
   "cell_type": "code",
   "execution_count": 1,
   "id": "sum",
   "metadata": {},
   "outputs": [
    {
     "name": "stdout",
     "output_type": "stream",
     "text": [
      "a\\n",
      "b\\n"
     ]
    },
    {
     "data": {
      "application/vnd.plotly.v1+json": {
       "data": [],
       "layout": {}
      },
      "text/plain": [
       "2"
      ]
     },
     "execution_count": 1,
     "metadata": {},
     "output_type": "execute_result"
    }
   ],
   "source": [
    "1 + 1"
   ]
  }
 ],
 "metadata": {},
 "nbformat": 4,
 "nbformat_minor": 5
}
`;

describe("notebook files", () => {
  it("are read with lines joined and written as they were", () => {
    const notebook = parseNotebook(json, "test");
    expect(notebook.cells[0]?.source).toBe("# 제목\ntext");
    expect(formatNotebook(notebook)).toBe(json);
  });

  it("have one form, whatever the order of their keys", () => {
    const notebook = parseNotebook(json, "test");
    const turned = JSON.parse(json, (_, value) =>
      value && typeof value === "object" && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).reverse())
        : value,
    );
    expect(formatNotebook(parseNotebook(JSON.stringify(turned), "test"))).toBe(formatNotebook(notebook));
  });

  it("have small numbers as Jupyter's server writes them", () => {
    const data = { "application/json": [0.0001, 0.000012, -1e-7, 0, 12, -0.5, "at 0.00001"] };
    const notebook = parseNotebook(json, "test");
    const cell = notebook.cells[1] as CodeCell;
    const output: Output = { output_type: "display_data", data, metadata: {} };
    const text = formatNotebook({ ...notebook, cells: [{ ...cell, outputs: [output] }] });
    expect(/\[\s+0\.0001,[^\]]+\]/.exec(text)?.[0].replaceAll(/\s+/g, " ")).toBe(
      '[ 0.0001, 1.2e-05, -1e-07, 0, 12, -0.5, "at 0.00001" ]',
    );
    expect(parseNotebook(text, "test").cells[0]).toMatchObject({ outputs: [{ data }] });
  });

  it("must be nbformat 4.5", () => {
    expect(() =>
      parseNotebook('{"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": []}', "old"),
    ).toThrow("old: expected nbformat 4.5, got 4.4; try saving it in JupyterLab");
  });

  it("hold markdown and code cells only", () => {
    const raw = json.replace('"markdown"', '"raw"');
    expect(() => parseNotebook(raw, "test")).toThrow(
      "test: expected markdown and code cells, got raw (title); try one of these",
    );
  });
});
