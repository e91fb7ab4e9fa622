import { OptionError } from "../errors.js";
import { checkOptions } from "../given.js";
import { escapeHtml } from "./html.js";
import { formatNumber } from "./text.js";

/** What stands in a cell: a text, a number, or several numbers, shown as `mean (least to greatest)`. */
export type TableCell = string | number | readonly number[];

/** Rows by name, and in each a cell for each column's name. */
export type NamedRows = Readonly<Record<string, Readonly<Record<string, TableCell>>>>;

/** Options of {@link table}. */
export interface TableOptions {
  /** Shown above. Default: none. */
  readonly title?: string;
  /** Decimals of every number. Default: four significant digits. */
  readonly digits?: number;
  /** What the rows are, over their names. Default: nothing. */
  readonly rowLabel?: string;
}

/** A table of named numbers: aligned text wherever text is printed, a table in a notebook. Made by {@link table}. */
export class Table {
  /** The title; empty when there is none. */
  readonly title: string;
  /** The head of every column, that of the rows' names first. */
  readonly head: readonly string[];
  /** Each row's name and its cells, as they are shown. */
  readonly rows: readonly (readonly string[])[];

  constructor(title: string, head: readonly string[], rows: readonly (readonly string[])[]) {
    this.title = title;
    this.head = head;
    this.rows = rows;
  }

  /** Columns aligned with spaces, the names to the left, the cells to the right. */
  toString(): string {
    const lines = [this.head, ...this.rows];
    const widths = this.head.map((_, i) => Math.max(...lines.map((line) => line[i]!.length)));
    const aligned = lines.map((line) =>
      line
        .map((text, i) => (i === 0 ? text.padEnd(widths[i]!) : text.padStart(widths[i]!)))
        .join("  ")
        .trimEnd(),
    );
    return [...(this.title === "" ? [] : [this.title]), ...aligned].join("\n");
  }

  /** What Node's `console.log` prints. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }

  /** What notebooks show, by MIME type. */
  [Symbol.for("Jupyter.display")](): Record<string, string> {
    const line = (texts: readonly string[], tag: (i: number) => string) =>
      `<tr>${texts.map((text, i) => `<${tag(i)} style="${style.cell}${i === 0 ? style.name : ""}">${escapeHtml(text)}</${tag(i).split(" ")[0]}>`).join("")}</tr>`;
    const head = line(this.head, () => 'th scope="col"');
    const body = this.rows.map((row) => line(row, (i) => (i === 0 ? 'th scope="row"' : "td"))).join("");
    const caption =
      this.title === "" ? "" : `<caption style="${style.caption}">${escapeHtml(this.title)}</caption>`;
    return {
      "text/html": `<div style="${style.frame}"><table style="${style.table}">${caption}<thead>${head}</thead><tbody>${body}</tbody></table></div>`,
      "text/plain": this.toString(),
    };
  }
}

/** Inline, so that it holds wherever the output is shown; greys with alpha read on light and dark pages alike. */
const style = {
  frame: "max-width:100%;overflow-x:auto",
  table: "border-collapse:collapse;margin:0;color:inherit;font-size:inherit",
  caption: "text-align:left;font-weight:600;padding:2px 0 4px",
  cell: "padding:3px 10px;text-align:right;font-weight:normal;border-bottom:1px solid rgba(128,128,128,.35)",
  name: ";text-align:left;padding-left:0",
} as const;

/**
 * A table of named numbers. A list of numbers is shown as its mean and, in brackets, its least and greatest, as the
 * results of several seeds are told.
 *
 * As the last thing in a cell it is shown as a table; `console.log` prints it as aligned text. A row without a cell
 * for some column has an empty one there.
 *
 * @throws OptionError if there is no row, no column, an empty list, or `digits` is not a whole number from 0 to 20.
 *
 * @example
 * plot.table({ plain: { accuracy: [0.95, 0.97] }, normalized: { accuracy: [0.98, 0.97] } }, { digits: 2 });
 */
export function table(rows: NamedRows, options?: TableOptions): Table {
  const {
    title = "",
    digits,
    rowLabel = "",
  } = checkOptions("plot.table", options, "digits#: 3, title, rowLabel");
  if (digits !== undefined && !(Number.isInteger(digits) && digits >= 0 && digits <= 20)) {
    throw new OptionError(`plot.table: expected digits from 0 to 20, got ${digits}; try digits: 3`);
  }
  const columns = [...new Set(Object.values(rows).flatMap((row) => Object.keys(row)))];
  if (columns.length === 0) {
    throw new OptionError(
      `plot.table: expected a row with a cell, got ${JSON.stringify(rows)}; try { name: { column: 1 } }`,
    );
  }
  const number = (value: number): string => {
    if (digits === undefined || !Number.isFinite(value)) return formatNumber(value);
    // A true minus, and none before what is rounded to 0.
    const text = value.toFixed(digits);
    return (Number(text) === 0 ? text.replace("-", "") : text).replace("-", "−");
  };
  const shown = (cell: TableCell | undefined, where: string): string => {
    if (cell === undefined || typeof cell === "string") return cell ?? "";
    if (typeof cell === "number") return number(cell);
    if (cell.length === 0) {
      throw new OptionError(`plot.table: expected numbers in ${where}, got []; try leaving the cell out`);
    }
    const mean = cell.reduce((sum, value) => sum + value, 0) / cell.length;
    return `${number(mean)} (${number(Math.min(...cell))} to ${number(Math.max(...cell))})`;
  };
  const lines = Object.entries(rows).map(([name, row]) => [
    name,
    ...columns.map((column) => shown(row[column], `${name}, ${column}`)),
  ]);
  return new Table(title, [rowLabel, ...columns], lines);
}
