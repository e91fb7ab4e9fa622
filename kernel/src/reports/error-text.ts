import type { CellProblem } from "../cell-contract.js";
import type { ErrorReport } from "../channel/protocol.js";

/** So many characters of a source line are shown on either side of the place that threw. */
const AROUND = 200;

/** What an error looks like in an `error` message and in a failed reply. */
export function errorContent({ ename, evalue, traceback }: ErrorReport) {
  return { ename, evalue, traceback } as const;
}

/** All of a cell's problems as one error. */
export function problemsReport(problems: readonly CellProblem[], cell: string): ErrorReport {
  const [first] = problems;
  const summary = first === undefined ? "" : `${first.code}: ${first.message}`;
  const evalue = problems.length > 1 ? `${summary} (and ${problems.length - 1} more)` : summary;
  const traceback = problems.flatMap((problem) => [...problemText(problem, cell).split("\n"), ""]);
  return { ename: "TypeScriptError", evalue, traceback: traceback.slice(0, -1) };
}

/** One problem: place, code, text, and the source line with a caret. */
export function problemText(problem: CellProblem, cell: string): string {
  const place = problem.file ?? cell;
  const head = `${place}:${problem.line}:${problem.column} - ${problem.category} ${problem.code}: ${problem.message}`;
  return problem.frame === "" ? head : `${head}\n\n${problem.frame}`;
}

/** Adds the source line that threw, with a caret, to an error's traceback. */
export function withFrame(error: ErrorReport, source: (cell: number) => string | undefined): ErrorReport {
  if (error.at === undefined) return error;
  const { cell, line, column } = error.at;
  const text = source(cell)?.split(/\r\n|[\n\r]/)[line - 1];
  if (text === undefined || column > text.length + 1) return error;
  // Tabs stay tabs, so that the caret stands below its column.
  const indent = text.slice(0, column - 1).replace(/[^\t]/g, " ");
  const label = `${line} | `;
  // Of a line as long as a file, what stands around the place.
  const start = Math.max(0, column - 1 - AROUND);
  const shown = text.slice(start, column - 1 + AROUND);
  const below = `${" ".repeat(label.length - 2)}| ${indent.slice(start)}^`;
  const frame = ["", `${label}${shown}`, below];
  return { ...error, traceback: [...error.traceback, ...frame] };
}
