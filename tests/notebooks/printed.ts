import type { CodeCell, Notebook } from "../../notebooks/tools/lessons/notebook.js";

function cellOf(notebook: Notebook, id: string): Notebook["cells"][number] {
  const cell = notebook.cells.find((candidate) => candidate.id === id);
  if (cell === undefined)
    throw new Error(`expected a cell ${id}, got ${notebook.cells.map((each) => each.id)}`);
  return cell;
}

/** The text of a cell. */
export function sourceOf(notebook: Notebook, id: string): string {
  return cellOf(notebook, id).source;
}

/** A code cell by its id. */
export function codeCell(notebook: Notebook, id: string): CodeCell {
  const cell = cellOf(notebook, id);
  if (cell.cell_type !== "code") throw new Error(`expected cell ${id} to be code, got ${cell.cell_type}`);
  return cell;
}

/** The lines that a code cell printed, and those of the table that ends it. */
export function printed(notebook: Notebook, id: string): readonly string[] {
  const text = codeCell(notebook, id)
    .outputs.map((output) => {
      if (output.output_type === "stream") return output.text;
      const data = "data" in output ? output.data : {};
      const isTable =
        String(data["text/html"]).includes("<table") && !String(data["text/html"]).includes("<figure");
      return isTable ? String(data["text/plain"]) : "";
    })
    .join("");
  return text.trimEnd().split("\n");
}

/** The last number of each line. */
export function parseOutputNumbers(lines: readonly string[]): readonly number[] {
  return lines.map((line) => Number(/(-?[\d.]+)$/.exec(line)?.[1]));
}

/** The numbers of each cell of the table that ends a code cell, by row and column. */
export function numbersByRow(
  notebook: Notebook,
  id: string,
): Readonly<Record<string, Readonly<Record<string, readonly number[]>>>> {
  const lines = printed(notebook, id).map((line) => line.trim().split(/ {2,}/));
  const columns = Math.max(...lines.map((cells) => cells.length)) - 1;
  // The rows' names may have no head, and a title may stand above.
  const at = lines.findIndex((cells) => cells.length >= columns);
  const head = lines[at]!.slice(-columns);
  const numbers = (cell: string) => (cell.match(/[-−]?\d+(?:\.\d+)?(?:e[-+]\d+)?/g) ?? []).map(toNumber);
  return Object.fromEntries(
    lines.slice(at + 1).map(([name = "", ...cells]) => {
      const byColumn = cells.map((cell, i) => [head[i]!, numbers(cell)] as const);
      return [name, Object.fromEntries(byColumn)];
    }),
  );
}

const toNumber = (text: string): number => Number(text.replace("−", "-"));
