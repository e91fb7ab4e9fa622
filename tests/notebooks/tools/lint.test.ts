import { describe, expect, it } from "vitest";
import { findLessons, type Lesson, solutionsPath } from "../../../notebooks/tools/lessons/catalog.js";
import {
  type Cell,
  type CodeCell,
  type Output,
  readNotebook,
} from "../../../notebooks/tools/lessons/notebook.js";
import { lintLesson } from "../../../notebooks/tools/lint/lint.js";
import { shorthandOfEarlierCells } from "../../../notebooks/tools/lint/tslab.js";

const lessons = findLessons();
const model = lessons[0]!;
const solutions = readNotebook(solutionsPath(model)!);

/** The problems of the first lesson after a change to its cells. */
function lintChanged(change: (cells: readonly Cell[]) => readonly Cell[]): readonly string[] {
  const notebook = { ...model.notebook, cells: change(model.notebook.cells) };
  return lintLesson({ ...model, notebook } satisfies Lesson, solutions);
}

function replaceIn(id: string, from: string, to: string): readonly string[] {
  return lintChanged((cells) =>
    cells.map((cell) => {
      if (cell.id !== id) return cell;
      expect(cell.source).toContain(from);
      return { ...cell, source: cell.source.replace(from, to) };
    }),
  );
}

function withOutput(output: Output): readonly string[] {
  const cell: CodeCell = {
    cell_type: "code",
    id: "new",
    metadata: {},
    source: "x",
    execution_count: 1,
    outputs: [output],
  };
  return lintChanged((cells) => [...cells, cell]);
}

const print = (text: string): Output => ({ output_type: "stream", name: "stdout", text });

describe("every lesson", () => {
  it.each(lessons.map((lesson) => [lesson.name, lesson] as const))(
    "%s has nothing to complain of",
    (_, lesson) => {
      const path = solutionsPath(lesson);
      expect(lintLesson(lesson, path === undefined ? undefined : readNotebook(path))).toEqual([]);
    },
  );
});

describe("the linter sees", () => {
  it("a header card without one of its parts", () => {
    expect(replaceIn("header", "**You need**", "Bring")).toEqual([
      'the header card: expected "**You need**", got none; try copying another lesson\'s',
    ]);
    expect(replaceIn("header", "45 minutes", "50 minutes")).toHaveLength(1);
  });

  it("headings that skip a level, and a second title", () => {
    expect(replaceIn("neuron", "## 2. A neuron", "#### 2. A neuron")).toEqual([
      'heading "2. A neuron": expected level 3, got 4',
    ]);
    expect(replaceIn("neuron", "## 2. A neuron", "# 2. A neuron")).toContain(
      'heading "2. A neuron": expected one title, got a second',
    );
  });

  it("a lesson that is too long or too short", () => {
    const prose: Cell = { cell_type: "markdown", id: "more", metadata: {}, source: "word ".repeat(1000) };
    expect(lintChanged((cells) => [...cells, prose])[0]).toMatch(
      /expected 900 to 1600 words of prose, got 2\d\d\d/,
    );
    const short = lintChanged((cells) => cells.slice(0, 3)).join("\n");
    expect(short).toContain("words of prose, got ");
    expect(short).toContain("expected 4 to 8 charts, got 0");
    expect(short).toContain("expected 3 to Infinity exercises, got 0");
  });

  it("a cell of more than 18 lines", () => {
    expect(replaceIn("units", "};", `};${"\n//".repeat(25)}`)).toEqual([
      expect.stringMatching(/^cell units: expected at most 18 lines, got \d+$/),
    ]);
  });

  it("a long cell that does not say what it is about, and a lesson of long cells", () => {
    const long = (id: string, line: string): Cell => {
      const source = Array(13).fill(line).join("\n");
      return { cell_type: "code", id, metadata: {}, source, execution_count: 1, outputs: [] };
    };
    expect(lintChanged((cells) => [...cells, long("new", "x;")])).toEqual([
      "cell new: expected a comment where an idea begins, got none in a long cell",
    ]);
    // Lines that only hold a comment are no lines of code.
    const many = Array.from({ length: 20 }, (_, i) => long(`new-${i}`, "// why"));
    expect(lintChanged((cells) => [...cells, ...many])).toEqual([
      expect.stringMatching(/^the lesson: expected 0 to \d+ cells of more than 12 lines, got 2\d$/),
    ]);
  });

  it("a question for the group without a folded answer", () => {
    expect(replaceIn("summary", "<summary>An answer</summary>", "")).toEqual([
      "questions for the group: expected a folded answer for each of 3, got 2",
    ]);
  });

  it("a line that is too wide", () => {
    expect(replaceIn("units", "};", `}; // ${"=".repeat(100)}`)).toEqual([
      expect.stringMatching(/^cell units: expected at most 100 columns, got 1\d\d$/),
    ]);
  });

  it("what stock tslab cannot run: a shorthand property of an earlier cell's name", () => {
    expect(replaceIn("and-chart", "lines: [and]", "and")).toEqual([
      "cell and-chart: stock tslab does not find { and }; try { and: and }",
    ]);
    expect(
      shorthandOfEarlierCells("const a = 1; const f = (b) => { const { c } = b; return { a, b, c }; };"),
    ).toEqual([]);
  });

  it.each([
    ["a path", "read /home/kim/data.csv"],
    ["a clock time", "done at 12:30:01"],
    ["a date", "on 2026-01-31"],
    ["a duration", "took 12.5 ms"],
  ])("%s in an output", (what, text) => {
    expect(withOutput(print(text))).toEqual([
      `cell new: expected outputs that are the same everywhere, got ${what}`,
    ]);
  });

  it("errors, widget views and charts without words among the outputs", () => {
    expect(withOutput({ output_type: "error", ename: "E", evalue: "", traceback: [] })).toEqual([
      "cell new: ends in an error",
    ]);
    const data = { "application/vnd.jupyter.widget-view+json": { model_id: "1" } };
    expect(withOutput({ output_type: "display_data", data, metadata: {} })).toEqual([
      "cell new: its output is a widget view",
    ]);
    const chart = { "application/vnd.plotly.v1+json": { data: [] }, "text/html": "<div></div>" };
    expect(withOutput({ output_type: "display_data", data: chart, metadata: {} })).toContain(
      "cell new: expected a chart with alt text, got none; try the option alt",
    );
  });

  it("a term without its Korean", () => {
    expect(replaceIn("neuron", " (편향)", "")).toEqual([
      'cell neuron: expected the Korean for bias beside its first use, got ". The result is the [weighted"',
    ]);
  });

  it("links that lead nowhere", () => {
    expect(replaceIn("neuron", "../glossary.ipynb#bias", "../glossary.ipynb#bais")).toContain(
      "cell neuron: the link ../glossary.ipynb#bais leads to no heading of ../glossary.ipynb",
    );
    expect(replaceIn("neuron", "../glossary.ipynb#bias", "../words.ipynb")).toContain(
      "cell neuron: the link ../words.ipynb leads nowhere",
    );
  });

  it("exercises without hints or solution, or with another solution than the tested one", () => {
    expect(replaceIn("exercise-1-help", "<summary>Hint 2</summary>", "<summary>More</summary>")).toEqual([
      'cell exercise-1: expected a folded "Hint 2" in the cell after it, got none',
    ]);
    expect(replaceIn("exercise-1-help", '"NOR"', '"OR"')).toEqual([
      "cell exercise-1: the folded solution differs from the solutions notebook's",
    ]);
    expect(replaceIn("exercise-1", "null = null", '"NOR" = "NOR"')).toEqual([
      "cell exercise-1: expected an answer of null to start with",
    ]);
    expect(lintLesson(model, { ...solutions, cells: [] })).toContain(
      "cell exercise-2: expected a cell of this id in the solutions notebook, got none",
    );
  });
});
