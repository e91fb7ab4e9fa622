import { OptionError } from "../errors.js";
import { checkOptions, quoted } from "../given.js";
import { countBins, moments } from "./bins.js";
import { Figure } from "./figure.js";
import type { JsonObject, Trace } from "./json.js";
import { type ChartOptions, chartLayout } from "./layout.js";
import { neutral, palette } from "./palette.js";
import { countOf, formatNumber, listInWords } from "./text.js";
import { checkCount, checkRange, extent, isTensorLike, type Numbers, toFlat, toMatrix } from "./values.js";

export interface HistogramGridOptions extends ChartOptions {
  /** How many bars in each histogram. Default 30. */
  readonly bins?: number;
  /** The range of all histograms; values outside are counted in the outermost bars. */
  readonly range?: readonly [number, number];
  /** Without `range`: one range for all histograms or one for each row. Default "all". */
  readonly share?: "all" | "row";
  /**
   * The part of a histogram's values that fills its height; taller bars are cut off there, so that one bar
   * (ReLU's zeros) does not press the others flat. Default: its tallest bar fills it.
   */
  readonly full?: number;
}

type Rows = Readonly<Record<string, Readonly<Record<string, Numbers>>>>;

interface Cell {
  readonly row: string;
  readonly column: string;
  readonly values: readonly number[];
  /** Standard deviation of all values of the cell. */
  readonly pooled: number;
  /** Standard deviation over the rows of a matrix, averaged over its columns; undefined for a list. */
  readonly across: number | undefined;
}

const rowHeight = 134;
const headRoom = 52;
const footRoom = 24;
/** The width of all histograms of a row on a narrow page. */
const narrowPlot = 320;

/**
 * Histograms as small multiples: a row for each name, a column for each name within.
 *
 * `rows[row][column]` are the values of one histogram, of any shape; rows might be initializers and columns
 * layers. Each histogram is scaled to its own tallest bar, or as `full` says. Over each stands σ, the standard deviation of all
 * its values. Where the values are a matrix [inputs, units], σₓ stands below it: the standard deviation
 * across the inputs, averaged over the units, which tells values that carry the input from values that only
 * differ between units. A range that is not given leaves out the outermost half percent of all values.
 *
 * @throws OptionError if there is no histogram, for a number of bins outside 1…200, for a range that is
 * upside down, or for a `full` outside 0…1.
 *
 * @example
 * plot.histogramGrid({ Xavier: { "layer 1": [0.4, 0.5, 0.6], "layer 2": [0.45, 0.5, 0.55] } });
 */
export function histogramGrid(rows: Rows, options?: HistogramGridOptions): Figure {
  const {
    bins = 30,
    range,
    share = "all",
    full,
    title = "How the values are spread",
    alt,
    height,
  } = checkOptions(
    "plot.histogramGrid",
    options,
    'title: "A title", alt, height#, bins#, range, share, full#',
  );
  const where = "plot.histogramGrid";
  const rowNames = Object.keys(rows);
  const columnNames = [...new Set(rowNames.flatMap((row) => Object.keys(rows[row] ?? {})))];
  const cells = rowNames.flatMap((row) =>
    Object.entries(rows[row] ?? {}).map(([column, values]) => makeCell(row, column, values)),
  );
  if (cells.length === 0) {
    throw new OptionError(
      `${where}: expected one histogram or more, got none; try { Xavier: { "layer 1": values } }`,
    );
  }
  if (full !== undefined && !(full > 0 && full <= 1)) {
    throw new OptionError(
      `${where}: expected full above 0 and at most 1, got ${quoted(full)}; try { full: 0.1 }`,
    );
  }
  const count = checkCount(bins, where, { least: 1, most: 200 });
  const given = range === undefined ? undefined : checkRange(range, where);
  const rangeOf = sharedRanges(cells, given ?? share);
  const place = placing(rowNames.length, columnNames.length);
  const data = cells.map((cell, index): Trace => {
    const { low, width, counts } = countBins(cell.values, rangeOf(cell.row), count);
    const most = full === undefined ? Math.max(1, ...counts) : full * cell.values.length;
    return {
      type: "bar",
      name: `${cell.row}, ${cell.column}`,
      x0: low + width / 2,
      dx: width,
      width,
      y: counts.map((value) => Math.min(1, Math.round((1000 * value) / most) / 1000)),
      customdata: counts,
      xaxis: `x${index + 2}`,
      yaxis: `y${index + 2}`,
      marker: { color: palette[rowNames.indexOf(cell.row) % palette.length] ?? palette[0] },
      hovertemplate: "around %{x:.3~g}: %{customdata}<extra></extra>",
    };
  });
  const axes: Record<string, JsonObject> = {};
  cells.forEach((cell, index) => {
    const box = place(rowNames.indexOf(cell.row), columnNames.indexOf(cell.column));
    const bare = { showticklabels: false, ticks: "", showgrid: false, zeroline: false, fixedrange: true };
    axes[`xaxis${index + 2}`] = {
      ...bare,
      domain: box.x,
      anchor: `y${index + 2}`,
      range: rangeOf(cell.row),
      showline: true,
    };
    axes[`yaxis${index + 2}`] = { ...bare, domain: box.y, anchor: `x${index + 2}`, range: [0, 1.02] };
  });
  return new Figure({
    title,
    alt: alt ?? describe(cells, rowNames, columnNames),
    data: [
      ...data,
      textTrace(rowHeadings(rowNames, place), { size: 12 }),
      textTrace(notes(cells, rowNames, columnNames, place), { size: 10 }),
      ...rangeLabels(rowNames, columnNames, { place, rangeOf }),
    ],
    layout: chartLayout({
      title,
      height: height ?? 70 + rowHeight * rowNames.length,
      top: 26,
      bottom: 8,
      left: 12,
      right: 12,
      rest: {
        bargap: 0,
        annotations: columnHeadings(columnNames, place),
        xaxis: { visible: false, range: [0, 1], domain: [0, 1], fixedrange: true },
        yaxis: { visible: false, range: [0, 1], domain: [0, 1], fixedrange: true },
        ...axes,
      },
    }),
  });
}

function makeCell(row: string, column: string, values: Numbers): Cell {
  const where = "plot.histogramGrid";
  const flat = toFlat(values, where);
  const isMatrix = isTensorLike(values) ? values.shape.length === 2 : typeof values[0] === "object";
  const pooled = moments(flat).deviation;
  if (!isMatrix) return { row, column, values: flat, pooled, across: undefined };
  const matrix = toMatrix(values as readonly ArrayLike<number>[], where);
  const units =
    matrix[0]?.map((_, unit) => moments(matrix.map((inputs) => inputs[unit] ?? 0)).deviation) ?? [];
  const across = units.reduce((sum, value) => sum + value, 0) / units.length;
  return { row, column, values: flat, pooled, across };
}

/** The range of each row: the one that is given, or one for all values or for the row's, looked for once. */
function sharedRanges(
  cells: readonly Cell[],
  share: "all" | "row" | [number, number],
): (row: string) => [number, number] {
  if (share !== "row") {
    const common = share === "all" ? centralRange(cells) : share;
    return () => common;
  }
  const rows = new Map<string, [number, number]>();
  return (row) => {
    const known = rows.get(row) ?? centralRange(cells.filter((cell) => cell.row === row));
    rows.set(row, known);
    return known;
  };
}

/** The range of the middle 99 % of values, so that a few far ones do not press the others together. */
function centralRange(cells: readonly Cell[]): [number, number] {
  // Numbers in a typed array are sorted without a comparison function, several times faster.
  const sorted = Float64Array.from(cells.flatMap((cell) => cell.values.filter(Number.isFinite))).sort();
  const cut = Math.floor(sorted.length * 0.005);
  const [low, high] = extent([sorted[cut] ?? 0, sorted[sorted.length - 1 - cut] ?? 1]) ?? [0, 1];
  return low === high ? [low - 0.5, high + 0.5] : [low, high];
}

type Place = (
  row: number,
  column: number,
) => { readonly x: [number, number]; readonly y: [number, number]; readonly top: number };

/** Where each histogram lies, in parts of the plot's width and height. */
function placing(rows: number, columns: number): Place {
  const total = rows * rowHeight;
  const gap = columns > 1 ? 0.025 : 0;
  const width = (1 - gap * (columns - 1)) / columns;
  return (row, column) => {
    const left = column * (width + gap);
    const top = 1 - (row * rowHeight) / total;
    return {
      x: [left, Math.min(1, left + width)],
      y: [top - (rowHeight - footRoom) / total, top - headRoom / total],
      top,
    };
  };
}

interface Label {
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly position: string;
}

function textTrace(labels: readonly Label[], { size }: { readonly size: number }): Trace {
  return {
    type: "scatter",
    mode: "text",
    x: labels.map((label) => label.x),
    y: labels.map((label) => label.y),
    text: labels.map((label) => label.text),
    textposition: labels.map((label) => label.position),
    textfont: { size, color: neutral },
    cliponaxis: false,
    hoverinfo: "skip",
  };
}

function rowHeadings(rows: readonly string[], place: Place): Label[] {
  return rows.map(
    (text, row): Label => ({ x: 0, y: place(row, 0).top, text: `<b>${text}</b>`, position: "bottom right" }),
  );
}

/** Over the first row, outside the range of the texts' axes. */
function columnHeadings(columns: readonly string[], place: Place): JsonObject[] {
  return columns.map((text, column) => {
    const { x } = place(0, column);
    const center = (x[0] + x[1]) / 2;
    return {
      text,
      x: center,
      y: 1,
      xref: "paper",
      xanchor: "center",
      yref: "paper",
      yanchor: "bottom",
      yshift: 2,
      showarrow: false,
    };
  });
}

function notes(
  cells: readonly Cell[],
  rows: readonly string[],
  columns: readonly string[],
  place: Place,
): Label[] {
  return cells.map((cell): Label => {
    const { x, y } = place(rows.indexOf(cell.row), columns.indexOf(cell.column));
    const lines = [`σ ${formatNumber(cell.pooled, 2)}`];
    if (cell.across !== undefined) lines.push(`σₓ ${formatNumber(cell.across, 2)}`);
    return { x: (x[0] + x[1]) / 2, y: y[1], text: lines.join("<br>"), position: "top center" };
  });
}

/**
 * Both ends of the range under each histogram, inside its width so that neighbors do not meet; where they would
 * meet each other on a narrow page, the low end under a row's first histogram and the high end under its last.
 */
function rangeLabels(
  rows: readonly string[],
  columns: readonly string[],
  { place, rangeOf }: { readonly place: Place; readonly rangeOf: (row: string) => [number, number] },
): Trace[] {
  const drop = 2 / (rows.length * rowHeight);
  const labels = rows.flatMap((row, index) =>
    columns.flatMap((_, column): Label[] => {
      const { x, y } = place(index, column);
      const [low, high] = rangeOf(row).map((end) => formatNumber(end, 2)) as [string, string];
      const fits = 6 * (low.length + high.length + 1) <= narrowPlot * (x[1] - x[0]);
      const labels: Label[] = [];
      if (fits || column === 0) labels.push({ x: x[0], y: y[0] - drop, text: low, position: "bottom right" });
      if (fits || column === columns.length - 1) {
        labels.push({ x: x[1], y: y[0] - drop, text: high, position: "bottom left" });
      }
      return labels;
    }),
  );
  return [textTrace(labels, { size: 10 })];
}

function describe(cells: readonly Cell[], rows: readonly string[], columns: readonly string[]): string {
  const parts = rows.map((row) => {
    const own = cells.filter((cell) => cell.row === row);
    const sigmas = own.map((cell) => formatNumber(cell.pooled, 2)).join(", ");
    const across = own.every((cell) => cell.across !== undefined)
      ? `; across inputs ${own.map((cell) => formatNumber(cell.across ?? 0, 2)).join(", ")}`
      : "";
    return `${row}: σ ${sigmas}${across}.`;
  });
  return `${countOf(rows.length, "row")} of histograms (${listInWords(rows)}) by ${countOf(columns.length, "column")} (${listInWords(columns)}). ${parts.join(" ")}`;
}
