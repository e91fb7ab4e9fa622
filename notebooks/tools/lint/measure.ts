import type { CodeCell, Notebook } from "../lessons/notebook.js";
import { isExercise } from "../lessons/notebook.js";

/** How long a lesson is, in the measures that its shape is given in. */
export interface LessonMeasure {
  /** Words a learner reads: without formulas, code, what stands for a picture, and folded hints and solutions. */
  readonly words: number;
  /** Lines of code, without those that only hold a comment. */
  readonly codeLines: number;
  readonly charts: number;
  readonly exercises: number;
}

export function measureLesson(notebook: Notebook): LessonMeasure {
  const code = notebook.cells.filter((cell) => cell.cell_type === "code");
  const prose = notebook.cells.filter((cell) => cell.cell_type === "markdown").map((cell) => cell.source);
  return {
    words: prose.reduce((sum, source) => sum + countWords(source), 0),
    codeLines: code.reduce((sum, { source }) => sum + source.split("\n").filter(isCode).length, 0),
    charts: code.reduce((sum, cell) => sum + chartsOf(cell).length, 0),
    exercises: code.filter(isExercise).length,
  };
}

const isCode = (line: string): boolean => !line.trimStart().startsWith("//");

/** The plotly figures among a cell's outputs. */
export function chartsOf(cell: CodeCell): readonly Readonly<Record<string, unknown>>[] {
  return cell.outputs.flatMap((output) => {
    const data = "data" in output ? output.data : {};
    return data["application/vnd.plotly.v1+json"] === undefined ? [] : [data];
  });
}

function countWords(source: string): number {
  const read = unfolded(source)
    .replace(/```.*?```/gs, " ")
    .replace(/\$\$.*?\$\$/gs, " ")
    .replace(/\$[^$\n]+\$/g, " x ")
    .replace(/!\[[^\]]*\]\([^)]*\)/g, " ")
    .replace(/\]\([^)]*\)/g, " ")
    .replace(/<[^>]+>/g, " ");
  return read.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
}

/** Markdown without its `<details>`, the innermost taken out first. */
function unfolded(source: string): string {
  const innermost = /<details>(?:(?!<details>).)*?<\/details>/s;
  let rest = source;
  while (innermost.test(rest)) rest = rest.replace(innermost, " ");
  return rest;
}
