import { readFileSync, renameSync, writeFileSync } from "node:fs";
import {
  type Notebook as AnyNotebook,
  type CodeCell,
  hasTag,
  isJson,
  type MarkdownCell,
  type Output,
  parseNotebook as parseAny,
} from "gradbook-kernel/notebook";

export type {
  CodeCell,
  DataOutput,
  ErrorOutput,
  MarkdownCell,
  Output,
  StreamOutput,
} from "gradbook-kernel/notebook";

/** A notebook of the course: nbformat 4.5, of Markdown and code cells. */
export type Notebook = AnyNotebook<Cell>;

export type Cell = MarkdownCell | CodeCell;

/** Cells that wait for the learner's answer carry the tag "exercise". */
export function isExercise(cell: Cell): boolean {
  return hasTag(cell, "exercise");
}

/** Reads a notebook file. Throws when it is not nbformat 4.5 or a cell is of a kind that lessons do not use. */
export function readNotebook(path: string): Notebook {
  return parseNotebook(readFileSync(path, "utf8"), path);
}

/** Writes a notebook file in the form of {@link formatNotebook}, whole or not at all. */
export function writeNotebook(path: string, notebook: Notebook): void {
  const part = `${path}.part`;
  writeFileSync(part, formatNotebook(notebook));
  renameSync(part, path);
}

/** Parses a notebook's JSON; `where` stands in the messages. */
export function parseNotebook(json: string, where: string): Notebook {
  const { metadata, cells } = parseAny(json, where);
  const { nbformat, nbformat_minor } = JSON.parse(json) as Record<string, number>;
  if (nbformat !== 4 || (nbformat_minor ?? 0) < 5) {
    throw new Error(
      `${where}: expected nbformat 4.5, got ${nbformat}.${nbformat_minor}; try saving it in JupyterLab`,
    );
  }
  const other = cells.find((cell) => cell.cell_type === "raw");
  if (other !== undefined) {
    throw new Error(`${where}: expected markdown and code cells, got raw (${other.id}); try one of these`);
  }
  return { metadata, cells: cells.filter((cell) => cell.cell_type !== "raw") };
}

/**
 * The text of a notebook file: keys sorted, one space of indent, non-ASCII letters as they are, a newline at
 * the end, as JupyterLab itself writes it, so that saving a lesson there makes no difference in git.
 */
export function formatNotebook(notebook: Notebook): string {
  const raw = {
    cells: notebook.cells.map(formatCell),
    metadata: notebook.metadata,
    nbformat: 4,
    nbformat_minor: 5,
  };
  // One space of indent puts every number at the end of a line of its own, where no string can end.
  const lines = JSON.stringify(sorted(raw), null, 1).split("\n");
  return `${lines.map((line) => line.replace(/-?\d[\d.e-]*(?=,?$)/, asPython)).join("\n")}\n`;
}

/** Jupyter's server is Python, which writes 0.00001 as 1e-05. */
function asPython(number: string): string {
  const value = Number(number);
  if (value === 0 || Math.abs(value) >= 1e-4) return number;
  const [digits, exponent = ""] = value.toExponential().split("e-");
  return `${digits}e-${exponent.padStart(2, "0")}`;
}

function formatCell(cell: Cell): object {
  if (cell.cell_type === "markdown") return { ...cell, source: lines(cell.source) };
  const outputs = cell.outputs.map((output) => formatOutput(output, cell.execution_count));
  return { ...cell, source: lines(cell.source), outputs };
}

function formatOutput(output: Output, executionCount: number | null): object {
  if (output.output_type === "stream") return { ...output, text: lines(output.text) };
  if (output.output_type === "error") return output;
  const data = Object.entries(output.data).map(([type, value]) => [
    type,
    !isJson(type) && typeof value === "string" ? lines(value) : value,
  ]);
  const count = output.output_type === "execute_result" ? { execution_count: executionCount } : {};
  return { ...output, ...count, data: Object.fromEntries(data) };
}

function lines(text: string): string[] {
  return text === "" ? [] : text.split(/(?<=\n)/);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== "object") return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, item]) => [key, sorted(item)]));
}
