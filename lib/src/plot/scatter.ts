import { checkOptions } from "../given.js";
import { Figure } from "./figure.js";
import type { Trace } from "./json.js";
import { type AxesOptions, chartLayout, namedAxis } from "./layout.js";
import { classMarker } from "./palette.js";
import { countOf, formatNumber, listInTitle, listInWords } from "./text.js";
import { extent, type Matrix, toLabels, toPoints, type Vector } from "./values.js";

export interface ScatterOptions extends AxesOptions {
  /** The class of each point: 0, 1, 2, … */
  readonly labels?: Vector;
  /** Names of the classes; default "class 0", "class 1", … */
  readonly classNames?: readonly string[];
  /** Draw both axes to the same scale. Default false. */
  readonly equalAxes?: boolean;
}

/**
 * Points in a plane, colored and shaped by class.
 *
 * `points` [N, 2], `labels` [N].
 *
 * @throws ShapeError if the points do not have two columns or the labels do not match them; OptionError for
 * a label that is not a class's index.
 *
 * @example
 * plot.scatter([[0, 0], [0, 1], [1, 0], [1, 1]], { labels: [0, 1, 1, 0], title: "XOR" });
 */
export function scatter(points: Matrix, options?: ScatterOptions): Figure {
  const {
    labels,
    classNames,
    equalAxes = false,
    title,
    alt,
    height = 380,
    xLabel = "x₁",
    yLabel = "x₂",
  } = checkOptions(
    "plot.scatter",
    options,
    'title: "A title", alt, height#, labels, classNames, equalAxes?, xLabel, yLabel',
  );
  const where = "plot.scatter";
  const at = toPoints(points, where);
  const classes = labels === undefined ? undefined : toLabels(labels, at.length, where);
  const traces = pointTraces(at, { classes, classNames });
  const names = classes === undefined ? [] : traces.map((trace) => String(trace.name));
  const heading =
    title ??
    `${countOf(at.filter(isDrawn).length, "point")}${names.length > 0 ? `: ${listInTitle(names, "class")}` : ""}`;
  return new Figure({
    title: heading,
    alt: alt ?? describePoints(at, classes, classNames),
    data: traces,
    layout: chartLayout({
      title: heading,
      height,
      legend: names,
      rest: {
        xaxis: namedAxis(xLabel, equalAxes ? { constrain: "domain" } : {}),
        yaxis: namedAxis(yLabel, equalAxes ? { scaleanchor: "x", constrain: "domain" } : {}),
      },
    }),
  });
}

export interface PointStyle {
  readonly classes?: readonly number[] | undefined;
  readonly classNames?: readonly string[] | undefined;
  /** A text beside each point. */
  readonly names?: readonly string[] | undefined;
  readonly size?: number;
}

/** One trace for each class of points (one in all without classes). */
export function pointTraces(points: readonly (readonly [number, number])[], style: PointStyle): Trace[] {
  const { classes, classNames, names } = style;
  const kinds = classes === undefined ? [0] : [...new Set(classes)].sort((a, b) => a - b);
  const size = style.size ?? (points.length >= 250 ? 5 : points.length > 30 ? 8 : 12);
  return kinds.map((kind): Trace => {
    const members = points.flatMap((_, index) =>
      classes === undefined || classes[index] === kind ? [index] : [],
    );
    return {
      type: "scatter",
      mode: names === undefined ? "markers" : "markers+text",
      name: classes === undefined ? "points" : className(kind, classNames),
      x: members.map((index) => points[index]?.[0]),
      y: members.map((index) => points[index]?.[1]),
      text: names === undefined ? undefined : members.map((index) => names[index] ?? ""),
      textposition: names === undefined ? undefined : "top center",
      marker: { ...classMarker(kind), size, line: { color: "white", width: size > 5 ? 1.5 : 0 } },
    };
  });
}

/** The name of a class. */
export function className(kind: number, classNames: readonly string[] | undefined): string {
  return classNames?.[kind] ?? `class ${kind}`;
}

/** Whether Plotly draws a point: it leaves those out that are not finite. */
function isDrawn(point: readonly number[]): boolean {
  return point.every(Number.isFinite);
}

/**
 * "4 points, x from 0 to 1, y from 0 to 1: 2 of class 0 and 2 of class 1." Points that are not finite are counted
 * apart.
 */
export function describePoints(
  points: readonly (readonly [number, number])[],
  classes?: readonly number[],
  classNames?: readonly string[],
): string {
  const drawn = points.filter(isDrawn);
  const left = points.length - drawn.length;
  const x = extent(drawn.map((point) => point[0]));
  const y = extent(drawn.map((point) => point[1]));
  if (x === undefined || y === undefined) return left > 0 ? "No finite points." : "No points.";
  const span = ([low, high]: readonly [number, number]) =>
    `from ${formatNumber(low)} to ${formatNumber(high)}`;
  const kinds = [...new Set(classes ?? [])].sort((a, b) => a - b);
  const counts = kinds.map(
    (kind) =>
      `${points.filter((point, i) => classes?.[i] === kind && isDrawn(point)).length} of ${className(kind, classNames)}`,
  );
  const tail =
    (counts.length > 0 ? `: ${listInWords(counts)}` : "") +
    (left > 0 ? `; ${left} of ${points.length} points are not finite and left out.` : ".");
  return `${countOf(drawn.length, "point")}, x ${span(x)}, y ${span(y)}${tail}`;
}
