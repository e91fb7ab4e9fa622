import { OptionError, ShapeError } from "../errors.js";
import { checkOptions } from "../given.js";
import { Figure } from "./figure.js";
import { checkNames, heatmap } from "./heatmap.js";
import { type ChartOptions, colorBar } from "./layout.js";
import { formatNumber } from "./text.js";
import { isTensorLike, type Matrix, shapeText, toLabels, toMatrix, toVector, type Vector } from "./values.js";

export interface ConfusionMatrixOptions extends ChartOptions {
  /** Default 0, 1, 2, … */
  readonly classNames?: readonly string[];
}

/** With more classes than this the counts would not fit into the cells. */
const mostWritten = 20;

/** The true and the predicted class of each example. */
export interface Predictions {
  /** The true classes. */
  readonly labels: Vector;
  /** The predicted classes. */
  readonly predictions: Vector;
}

/**
 * Which classes are taken for which: a row for each true class, a column for each predicted one.
 *
 * `counts` [classes, classes], or the labels and predictions to count. Cells show counts; colors show each
 * count as a share of its row, so that rare classes are seen as well as common ones.
 *
 * @throws ShapeError if the counts are not square or labels and predictions differ in number; OptionError for
 * a negative count, or if the names do not match.
 *
 * @example
 * plot.confusionMatrix({ labels: [0, 0, 1, 1], predictions: [0, 1, 1, 1] }, { classNames: ["cat", "dog"] });
 */
export function confusionMatrix(counts: Matrix | Predictions, options?: ConfusionMatrixOptions): Figure {
  const {
    classNames,
    title = "Confusion matrix",
    alt,
    height,
  } = checkOptions("plot.confusionMatrix", options, 'title: "A title", alt, height#, classNames');
  const where = "plot.confusionMatrix";
  const table = isPredictions(counts) ? countPairs(counts, classNames?.length ?? 0) : toMatrix(counts, where);
  const size = table.length;
  if (size === 0 || table[0]?.length !== size) {
    throw new ShapeError(
      `${where}: expected counts [classes, classes], got shape ${shapeText([size, table[0]?.length ?? 0])}; try { labels, predictions }`,
    );
  }
  const negative = table.flat().find((count) => !(count >= 0));
  if (negative !== undefined) {
    throw new OptionError(
      `${where}: expected counts of 0 or more, got ${negative}; try { labels, predictions }`,
    );
  }
  checkNames(classNames, { count: size, side: "class", where });
  const names = classNames ?? table.map((_, index) => String(index));
  const shares = table.map((row) => {
    const total = row.reduce((sum, count) => sum + count, 0);
    return row.map((count) => (total === 0 ? 0 : count / total));
  });
  const base = heatmap(shares, {
    rowNames: names,
    columnNames: names,
    title,
    alt: alt ?? describe(table, names),
    xLabel: "predicted class (color: share of the row)",
    yLabel: "true class",
    height: height ?? Math.min(560, 170 + 36 * size),
  });
  return new Figure({
    ...base,
    data: [
      {
        ...(base.data[0] as (typeof base.data)[number]),
        zmin: 0,
        zmax: 1,
        text: table.map((row) => row.map(String)),
        texttemplate: size <= mostWritten ? "%{text}" : undefined,
        // The counts are in the cells; on a narrow page a color bar would leave no room for them.
        showscale: size > mostWritten,
        colorbar: size > mostWritten ? { ...colorBar("share of the row"), tickformat: ".0%" } : undefined,
        hovertemplate: "true %{y}, predicted %{x}<br>%{text} (%{z:.1%} of the row)<extra></extra>",
      },
    ],
  });
}

function isPredictions(counts: Matrix | Predictions): counts is Predictions {
  return !Array.isArray(counts) && !isTensorLike(counts) && "predictions" in counts;
}

function countPairs({ labels, predictions }: Predictions, classes: number): number[][] {
  const where = "plot.confusionMatrix";
  const truth = toVector(labels, where);
  const actual = toLabels(labels, truth.length, where);
  const predicted = toLabels(predictions, truth.length, where);
  const size = Math.max(classes, ...actual.map((label) => label + 1), ...predicted.map((label) => label + 1));
  const table = Array.from({ length: size }, () => new Array<number>(size).fill(0));
  actual.forEach((label, index) => {
    const row = table[label] as number[];
    const column = predicted[index] ?? 0;
    row[column] = (row[column] ?? 0) + 1;
  });
  return table;
}

function describe(table: readonly (readonly number[])[], names: readonly string[]): string {
  const total = table.flat().reduce((sum, count) => sum + count, 0);
  const right = table.reduce((sum, row, index) => sum + (row[index] ?? 0), 0);
  let worst = { count: 0, text: "" };
  table.forEach((row, actual) => {
    row.forEach((count, predicted) => {
      if (actual !== predicted && count > worst.count) {
        worst = { count, text: `${names[actual]} taken for ${names[predicted]} (${count} times)` };
      }
    });
  });
  const share = total === 0 ? 0 : (100 * right) / total;
  const mistakes = worst.count === 0 ? "No mistakes." : `The most common mistake is ${worst.text}.`;
  return `${names.length} classes, ${total} examples, ${right} (${formatNumber(share, 3)} %) on the diagonal. ${mistakes}`;
}
