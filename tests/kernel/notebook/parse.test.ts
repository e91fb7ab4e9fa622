import { describe, expect, it } from "vitest";
import { type Cell, NotebookError, parseNotebook } from "../../../kernel/src/notebook/index.js";

const parse = (value: unknown) => parseNotebook(JSON.stringify(value), "a.ipynb");
const version4 = (cells: readonly unknown[], minor = 5) => ({
  nbformat: 4,
  nbformat_minor: minor,
  metadata: {},
  cells,
});

describe("notebooks of nbformat 4", () => {
  it("are read with their lines joined and their pasted pictures", () => {
    const { cells } = parse(
      version4([
        {
          cell_type: "markdown",
          ...{ id: "m", metadata: {}, source: ["a\n", "b"] },
          attachments: { "p.png": { "image/png": "AA==" } },
        },
        { cell_type: "raw", id: "r", metadata: {}, source: "raw" },
        {
          cell_type: "code",
          ...{ id: "c", metadata: {}, source: "1", execution_count: 3 },
          outputs: [
            { output_type: "stream", name: "stderr", text: ["x\n", "y"] },
            {
              output_type: "execute_result",
              ...{ execution_count: 3, metadata: {} },
              data: { "text/plain": ["1", "2"], "application/json": ["1", "2"] },
            },
            { output_type: "error", ename: "E", evalue: "v", traceback: ["t"] },
          ],
        },
      ]),
    );
    expect(cells).toMatchObject([
      { source: "a\nb", attachments: { "p.png": { "image/png": "AA==" } } },
      { cell_type: "raw", source: "raw" },
      {
        outputs: [
          { name: "stderr", text: "x\ny" },
          { data: { "text/plain": "12", "application/json": ["1", "2"] } },
          { traceback: ["t"] },
        ],
      },
    ]);
  });

  it("get what earlier ones lack: ids, each one of its own", () => {
    const cell = (id?: string) => ({
      cell_type: "markdown",
      metadata: {},
      source: "",
      ...(id ? { id } : {}),
    });
    const ids = parse(version4([cell(), cell("a"), cell("a"), cell("cell-5"), cell()], 0)).cells.map(
      ({ id }) => id,
    );
    expect(ids).toEqual(["cell-1", "a", "a-2", "cell-5", "cell-5-2"]);
  });
});

it("brings nbformat 3 to 4.5", () => {
  const { metadata, cells } = parse({
    nbformat: 3,
    nbformat_minor: 0,
    metadata: { name: "old" },
    worksheets: [
      {
        metadata: {},
        cells: [
          { cell_type: "heading", level: 2, metadata: {}, source: ["A\n", "title"] },
          {
            cell_type: "code",
            ...{
              language: "python",
              metadata: {},
              input: ["x = 1\n", "x"],
              prompt_number: 4,
              collapsed: false,
            },
            outputs: [
              { output_type: "stream", stream: "stderr", text: "s" },
              {
                output_type: "pyout",
                prompt_number: 4,
                metadata: {},
                text: ["1"],
                html: "<b>1</b>",
                json: '{"a":1}',
              },
              { output_type: "display_data", metadata: {}, png: "AA==" },
              { output_type: "pyerr", ename: "E", evalue: "v", traceback: ["t"] },
            ],
          },
        ],
      },
      { cells: [{ cell_type: "markdown", metadata: {}, source: "m" }] },
    ],
  });
  expect(metadata).toEqual({ name: "old", language_info: { name: "python" } });
  const expected: readonly Cell[] = [
    { cell_type: "markdown", id: "cell-1", metadata: {}, source: "## A title" },
    {
      cell_type: "code",
      ...{ id: "cell-2", metadata: {}, source: "x = 1\nx", execution_count: 4 },
      outputs: [
        { output_type: "stream", name: "stderr", text: "s" },
        {
          output_type: "execute_result",
          data: { "text/plain": "1", "text/html": "<b>1</b>", "application/json": { a: 1 } },
          metadata: {},
        },
        { output_type: "display_data", data: { "image/png": "AA==" }, metadata: {} },
        { output_type: "error", ename: "E", evalue: "v", traceback: ["t"] },
      ],
    },
    { cell_type: "markdown", id: "cell-3", metadata: {}, source: "m" },
  ];
  expect(cells).toEqual(expected);
});

describe("what is no notebook is refused with the place", () => {
  const code = (more: object) => version4([{ cell_type: "code", metadata: {}, source: "", ...more }]);
  it.each([
    ["", "a.ipynb: expected a notebook, got text that is not JSON; try opening it in JupyterLab"],
    ['{\n "a": x}', "(line 2, column 7)"],
    ["[]", "a.ipynb: expected an object, got a list"],
    ['{"a": 1, "b": 2}', 'a.ipynb: expected a notebook, which has "nbformat", got an object with a, b'],
    [
      JSON.stringify({ nbformat: 5 }),
      "a.ipynb: nbformat: expected 3 or 4, got 5; try saving it anew in JupyterLab",
    ],
    [JSON.stringify({ nbformat: 4, metadata: {} }), "a.ipynb: cells: expected a list, got nothing"],
    [JSON.stringify(version4([1])), "a.ipynb: cells[0]: expected an object, got 1"],
    [
      JSON.stringify(version4([{ cell_type: "python", source: "" }])),
      'a.ipynb: cells[0].cell_type: expected markdown, code or raw, got "python"',
    ],
    [
      JSON.stringify(version4([{ cell_type: "markdown", source: 3 }])),
      "a.ipynb: cells[0].source: expected text, got 3",
    ],
    [
      JSON.stringify(code({ outputs: [{ output_type: "pyout" }] })),
      'a.ipynb: cells[0].outputs[0].output_type: expected stream, display_data, execute_result or error, got "pyout"',
    ],
    [
      JSON.stringify(code({ outputs: [{ output_type: "display_data", data: { "text/html": {} } }] })),
      "a.ipynb: cells[0].outputs[0].data.text/html: expected text, got an empty object",
    ],
  ])("%s", (json, message) => {
    expect(() => parseNotebook(json, "a.ipynb")).toThrow(NotebookError);
    expect(() => parseNotebook(json, "a.ipynb")).toThrow(message);
  });
});
