import { readFileSync, renameSync, writeFileSync } from "node:fs";

/** A MIME bundle as nbformat stores it: text as a string (lines joined), JSON as it is. */
export type MimeBundle = Readonly<Record<string, unknown>>;

export interface StreamOutput {
  readonly output_type: "stream";
  readonly name: "stdout" | "stderr";
  readonly text: string;
}

export interface DataOutput {
  readonly output_type: "display_data" | "execute_result";
  readonly data: MimeBundle;
  readonly metadata: Readonly<Record<string, unknown>>;
}

export interface ErrorOutput {
  readonly output_type: "error";
  readonly ename: string;
  readonly evalue: string;
  readonly traceback: readonly string[];
}

export type Output = StreamOutput | DataOutput | ErrorOutput;

export interface MarkdownCell {
  readonly cell_type: "markdown";
  readonly id: string;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly source: string;
}

export interface CodeCell {
  readonly cell_type: "code";
  readonly id: string;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly source: string;
  readonly execution_count: number | null;
  readonly outputs: readonly Output[];
}

export type Cell = MarkdownCell | CodeCell;

/** A notebook in memory: nbformat 4.5 with every multi-line string joined. */
export interface Notebook {
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly cells: readonly Cell[];
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
  const raw = JSON.parse(json) as {
    nbformat?: number;
    nbformat_minor?: number;
    metadata: object;
    cells: RawCell[];
  };
  if (raw.nbformat !== 4 || (raw.nbformat_minor ?? 0) < 5) {
    throw new Error(
      `${where}: expected nbformat 4.5, got ${raw.nbformat}.${raw.nbformat_minor}; try saving it in JupyterLab`,
    );
  }
  return {
    metadata: raw.metadata as Notebook["metadata"],
    cells: raw.cells.map((cell) => parseCell(cell, where)),
  };
}

interface RawCell {
  readonly cell_type: string;
  readonly id: string;
  readonly metadata: Record<string, unknown>;
  readonly source: string | string[];
  readonly execution_count?: number | null;
  readonly outputs?: RawOutput[];
}

type RawOutput = Record<string, unknown> & { readonly output_type: string };

function parseCell(cell: RawCell, where: string): Cell {
  const { id, metadata } = cell;
  const source = joined(cell.source);
  if (cell.cell_type === "markdown") return { cell_type: "markdown", id, metadata, source };
  if (cell.cell_type !== "code") {
    throw new Error(
      `${where}: expected markdown and code cells, got ${cell.cell_type} (${id}); try one of these`,
    );
  }
  return {
    cell_type: "code",
    id,
    metadata,
    source,
    execution_count: cell.execution_count ?? null,
    outputs: (cell.outputs ?? []).map(parseOutput),
  };
}

function parseOutput(output: RawOutput): Output {
  if (output.output_type === "stream") {
    return {
      output_type: "stream",
      name: output.name as "stdout",
      text: joined(output.text as string | string[]),
    };
  }
  if (output.output_type === "error") return output as unknown as ErrorOutput;
  const data = Object.entries(output.data as Record<string, unknown>).map(([type, value]) => [
    type,
    isText(type) ? joined(value as string | string[]) : value,
  ]);
  return {
    output_type: output.output_type as "display_data",
    data: Object.fromEntries(data) as MimeBundle,
    metadata: (output.metadata ?? {}) as DataOutput["metadata"],
  };
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
    isText(type) && typeof value === "string" ? lines(value) : value,
  ]);
  const count = output.output_type === "execute_result" ? { execution_count: executionCount } : {};
  return { ...output, ...count, data: Object.fromEntries(data) };
}

/** nbformat stores JSON types as objects and everything else as text. */
function isText(type: string): boolean {
  return !(type === "application/json" || type.endsWith("+json"));
}

function joined(text: string | readonly string[]): string {
  return typeof text === "string" ? text : text.join("");
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
