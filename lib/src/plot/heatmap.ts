import { OptionError } from "../errors.js";
import { checkOptions } from "../given.js";
import { Figure } from "./figure.js";
import type { JsonObject } from "./json.js";
import { type AxesOptions, chartLayout, colorBar, namedAxis, namesWidth } from "./layout.js";
import { diverging, sequential } from "./palette.js";
import { formatNumber } from "./text.js";
import { extent, type Matrix, toMatrix } from "./values.js";

export interface HeatmapOptions extends AxesOptions {
  /** One for each row, at the left. Default the rows' numbers. */
  readonly rowNames?: readonly string[];
  /** One for each column, below. Default the columns' numbers. */
  readonly columnNames?: readonly string[];
  /** Write each value into its cell. Default: when there are 100 cells or fewer. */
  readonly showValues?: boolean;
  /** Colors from little to much, or to both sides of 0. Default: diverging if there are values of both signs. */
  readonly scale?: "sequential" | "diverging";
  /** Draw each cell as a square, as for pixels. Default false: the cells fill the chart. */
  readonly square?: boolean;
  /** What the values are, beside the color bar. Default "value". */
  readonly valueLabel?: string;
}

const largestSide = 96;

/**
 * A matrix as colored cells, its first row on top.
 *
 * `values` [rows, columns]. A side of more than 96 cells is drawn as averages of blocks, and the description
 * says so.
 *
 * @throws ShapeError if the values are not a matrix; OptionError if the names do not match its sides.
 *
 * @example
 * plot.heatmap([[5, -7], [5, -7]], { title: "W1", rowNames: ["x₁", "x₂"], columnNames: ["k₁", "k₂"] });
 */
export function heatmap(values: Matrix, options?: HeatmapOptions): Figure {
  const {
    rowNames,
    columnNames,
    showValues,
    scale,
    square = false,
    valueLabel = "value",
    title = "Matrix",
    alt,
    height,
    xLabel = "column",
    yLabel = "row",
  } = checkOptions(
    "plot.heatmap",
    options,
    'title: "A title", alt, height#, rowNames, columnNames, showValues?, scale, square?, valueLabel, xLabel, yLabel',
  );
  const where = "plot.heatmap";
  const full = toMatrix(values, where);
  const [rows, columns] = [full.length, full[0]?.length ?? 0];
  if (rows * columns === 0) {
    throw new OptionError(
      `${where}: expected a matrix with cells, got shape [${rows}, ${columns}]; try one with values`,
    );
  }
  checkNames(rowNames, { count: rows, side: "row", where });
  checkNames(columnNames, { count: columns, side: "column", where });
  const block = Math.ceil(Math.max(rows, columns) / largestSide);
  const matrix = block === 1 ? full : blockAverages(full, block);
  const [low, high] = extent(full.flat()) ?? [0, 1];
  const kind = scale ?? (low < 0 && high > 0 ? "diverging" : "sequential");
  const most = Math.max(Math.abs(low), Math.abs(high)) || 1;
  const withText = block === 1 && (showValues ?? rows * columns <= 100);
  return new Figure({
    title,
    alt: alt ?? describe(full, { rowNames, columnNames, block, low, high }),
    data: [
      {
        type: "heatmap",
        z: matrix,
        x: block === 1 ? columnNames : undefined,
        y: block === 1 ? rowNames : undefined,
        x0: columnNames === undefined ? (block - 1) / 2 : undefined,
        dx: columnNames === undefined ? block : undefined,
        y0: rowNames === undefined ? (block - 1) / 2 : undefined,
        dy: rowNames === undefined ? block : undefined,
        colorscale: kind === "diverging" ? diverging : sequential,
        ...(kind === "diverging" ? { zmin: -most, zmax: most } : {}),
        colorbar: colorBar(valueLabel),
        texttemplate: withText ? "%{z:.3~g}" : undefined,
        xgap: rows * columns <= 400 ? 1 : 0,
        ygap: rows * columns <= 400 ? 1 : 0,
        hovertemplate: `${yLabel} %{y}, ${xLabel} %{x}<br>${valueLabel} %{z:.4~g}<extra></extra>`,
      },
    ],
    layout: chartLayout({
      title,
      height: height ?? Math.max(220, Math.min(480, 120 + 36 * rows)),
      rest: {
        xaxis: namedAxis(
          xLabel,
          { ...cellAxis(columnNames, columns), ...(square ? { constrain: "domain" } : {}) },
          namesWidth(rowNames),
        ),
        yaxis: namedAxis(yLabel, {
          ...cellAxis(rowNames, rows),
          autorange: "reversed",
          ...(square ? { scaleanchor: "x", constrain: "domain" } : {}),
        }),
      },
    }),
  });
}

/** Whole-number ticks for cells without names, no grid between cells. */
function cellAxis(names: readonly string[] | undefined, count: number): JsonObject {
  const ticks =
    names === undefined ? (count <= 12 ? { dtick: 1 } : { tickformat: "d" }) : { type: "category" };
  return { showgrid: false, zeroline: false, ...ticks };
}

/** Throws if there are names but not one for each row or column. */
export function checkNames(
  names: readonly string[] | undefined,
  { count, side, where }: { readonly count: number; readonly side: string; readonly where: string },
): void {
  if (names !== undefined && names.length !== count) {
    throw new OptionError(
      `${where}: expected ${count} ${side} names, got ${names.length}; try one name for each ${side}`,
    );
  }
}

function blockAverages(matrix: readonly (readonly number[])[], block: number): number[][] {
  const starts = (count: number) =>
    Array.from({ length: Math.ceil(count / block) }, (_, index) => index * block);
  return starts(matrix.length).map((top) => {
    const band = matrix.slice(top, top + block);
    return starts(matrix[0]?.length ?? 0).map((left) => {
      const cells = band.flatMap((row) => row.slice(left, left + block));
      return cells.reduce((sum, cell) => sum + cell, 0) / cells.length;
    });
  });
}

function describe(
  matrix: readonly (readonly number[])[],
  more: {
    readonly rowNames: readonly string[] | undefined;
    readonly columnNames: readonly string[] | undefined;
    readonly block: number;
    readonly low: number;
    readonly high: number;
  },
): string {
  const { rowNames, columnNames, block, low, high } = more;
  const [rows, columns] = [matrix.length, matrix[0]?.length ?? 0];
  const place = (value: number): string => {
    const row = matrix.findIndex((cells) => cells.includes(value));
    const column = matrix[row]?.indexOf(value) ?? 0;
    return `row ${rowNames?.[row] ?? row}, column ${columnNames?.[column] ?? column}`;
  };
  const size = `${rows} rows by ${columns} columns`;
  const small = rows * columns <= 12;
  const cells = small
    ? ` Rows: ${matrix.map((row) => row.map((value) => formatNumber(value, 3)).join(", ")).join("; ")}.`
    : ` Least ${formatNumber(low)} (${place(low)}), greatest ${formatNumber(high)} (${place(high)}).`;
  return `${size}.${cells}${block > 1 ? ` Each cell drawn is the average of ${block} by ${block}.` : ""}`;
}
