import { describe, expect, it } from "vitest";
import { describeDifferences, differences } from "../../../notebooks/tools/lessons/differences.js";
import type { CodeCell, Notebook, Output } from "../../../notebooks/tools/lessons/notebook.js";

function notebook(...outputs: readonly Output[]): Notebook {
  const cell: CodeCell = {
    cell_type: "code",
    id: "a",
    metadata: {},
    source: "",
    execution_count: 1,
    outputs,
  };
  return { metadata: {}, cells: [cell] };
}

const print = (text: string): Output => ({ output_type: "stream", name: "stdout", text });
const chart = (y: number): Output => ({
  output_type: "execute_result",
  data: { "application/vnd.plotly.v1+json": { data: [{ y: [1, y] }] } },
  metadata: {},
});

describe("differences", () => {
  it("is empty for identical outputs", () => {
    expect(differences(notebook(print("1\n"), chart(2)), notebook(print("1\n"), chart(2)))).toEqual([]);
  });

  it("takes text of one stream as one output, wherever it is cut, but not across another output", () => {
    const warning: Output = { output_type: "stream", name: "stderr", text: "2\n" };
    const whole = notebook(print("1\n2\n"), chart(2), print("3\n"));
    expect(differences(whole, notebook(print("1\n"), print("2\n"), chart(2), print("3\n")))).toEqual([]);
    expect(differences(whole, notebook(print("1\n"), chart(2), print("2\n3\n")))).toHaveLength(2);
    expect(differences(whole, notebook(print("1\n"), warning, chart(2), print("3\n")))).not.toEqual([]);
  });

  it("shows the first differing line of a text", () => {
    const found = differences(notebook(print("same\n0.011184\n")), notebook(print("same\n0.011185\n")));
    expect(describeDifferences(found)).toBe("cell a, output 1, text, line 2:\n  - 0.011184\n  + 0.011185");
  });

  it("shows the first differing path of a chart", () => {
    const found = differences(notebook(chart(2)), notebook(chart(3)));
    expect(found).toMatchObject([
      { where: "output 1, data, application/vnd.plotly.v1+json, data, 0, y, 1", committed: "2", fresh: "3" },
    ]);
  });

  it("sees outputs that are missing or new, and lines that are added at the end", () => {
    expect(differences(notebook(print("1")), notebook())).toHaveLength(1);
    expect(differences(notebook(), notebook(print("1")))).toHaveLength(1);
    expect(differences(notebook(print("1")), notebook(print("1\n2")))).toMatchObject([
      { where: "output 1, text, line 2", committed: "(nothing)", fresh: "2" },
    ]);
  });

  it("sees a cell that is gone", () => {
    expect(differences(notebook(print("1")), { metadata: {}, cells: [] })).toMatchObject([{ fresh: "none" }]);
  });
});
