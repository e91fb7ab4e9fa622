import { OptionError, ShapeError } from "../errors.js";
import { checkOptions } from "../given.js";
import { Figure } from "./figure.js";
import type { Trace } from "./json.js";
import { type AxesOptions, chartLayout, namedAxis, type SeriesOptions } from "./layout.js";
import { axisRange, logTicks, logTicksOf } from "./log-axis.js";
import { type SeriesStyle, seriesStyles } from "./palette.js";
import { formatNumber, listInTitle } from "./text.js";
import { thin } from "./thin.js";
import { checkRange, extent, isTensorLike, linspace, toVector, type Vector } from "./values.js";

/** Points of a curve. */
export interface CurvePoints {
  /** Where each point lies along x. */
  readonly x: Vector;
  /** Its height. */
  readonly y: Vector;
}

/** One curve: its heights, a function to sample, or points with both coordinates. */
export type Curve = Vector | ((x: number) => number) | CurvePoints;

export interface LineOptions extends AxesOptions, SeriesOptions {
  /** The x of each value; default 0, 1, 2, … */
  readonly x?: Vector;
  /** Where functions are sampled. Default [-5, 5]. */
  readonly domain?: readonly [number, number];
  /** Scale of the x axis. Default "linear". */
  readonly xScale?: "linear" | "log";
  /** Scale of the y axis. Default "linear". */
  readonly yScale?: "linear" | "log";
  /** What the y axis shows; default: all of the data. */
  readonly yRange?: readonly [number, number];
  /** Draw each value as a point, too. Default: when there are 30 values or fewer. */
  readonly markers?: boolean;
}

const samples = 161;

/**
 * Curves: one, or several by name.
 *
 * `curves` is a list of heights, a function of x, an object { x, y }, or an object with one of these for each
 * name. Long lists are thinned to about 600 points a curve, keeping every peak and dip. NaN and infinite
 * values leave a gap, and the description says how many there are.
 *
 * @throws ShapeError if x and y differ in length; OptionError for a domain or range that is upside down, or
 * for no curve at all.
 *
 * @example
 * plot.line([0.9, 0.5, 0.3, 0.2], { title: "Loss", xLabel: "epoch", yLabel: "loss" });
 * plot.line({ sigmoid: (x) => 1 / (1 + Math.exp(-x)), tanh: Math.tanh }, { domain: [-4, 4] });
 */
export function line(curves: Curve | Readonly<Record<string, Curve>>, options?: LineOptions): Figure {
  const {
    x,
    domain = [-5, 5],
    xScale = "linear",
    yScale = "linear",
    yRange,
    markers,
    colorOrder,
    title,
    alt,
    height = 360,
    xLabel = "x",
    yLabel = "y",
  } = checkOptions(
    "plot.line",
    options,
    'title: "A title", alt, height#, x, domain, xScale, yScale, yRange, markers?, colorOrder, xLabel, yLabel',
  );
  const named = isCurve(curves) ? { [yLabel]: curves } : curves;
  const names = Object.keys(named);
  if (names.length === 0) {
    throw new OptionError("plot.line: expected one curve or more, got none; try plot.line([1, 2, 3])");
  }
  const where = "plot.line";
  const points = names.map((name) =>
    withGaps(curvePoints(named[name] as Curve, { x, domain: checkRange(domain, where) }), { xScale, yScale }),
  );
  const leftOut = xScale === "log" || yScale === "log" ? offLogAxis : notFinite;
  const single = isCurve(curves);
  const styles = seriesStyles(names, colorOrder);
  const data = points.map(({ x, y }, index): Trace => {
    const { color, dash } = styles[index] as SeriesStyle;
    const withMarkers = markers ?? (y.length <= 30 && typeof named[names[index] ?? ""] !== "function");
    return {
      type: "scatter",
      mode: withMarkers ? "lines+markers" : "lines",
      name: names[index],
      ...thin(x, y),
      line: { color, dash, width: 2 },
      marker: withMarkers ? { color, size: 6 } : undefined,
    };
  });
  const heading = title ?? `${listInTitle(names, "curve")} against ${xLabel}`;
  const range = yRange === undefined ? undefined : axisRange(where, checkRange(yRange, where), yScale);
  return new Figure({
    title: heading,
    alt:
      alt ??
      points.map(({ x, y }, index) => describeCurve(names[index] ?? "", x, y, { xLabel, leftOut })).join(" "),
    data,
    layout: chartLayout({
      title: heading,
      height,
      legend: single ? [] : names,
      rest: {
        xaxis: namedAxis(xLabel, {
          type: xScale,
          ...(xScale === "log" ? logTicksOf(points.flatMap((each) => each.x)) : {}),
        }),
        yaxis: namedAxis(yLabel, {
          type: yScale,
          ...(yScale !== "log"
            ? {}
            : range === undefined
              ? logTicksOf(points.flatMap((each) => each.y))
              : logTicks(range)),
          range,
        }),
      },
    }),
  });
}

interface Points {
  readonly x: readonly number[];
  readonly y: readonly number[];
}

function isCurve(value: Curve | Readonly<Record<string, Curve>>): value is Curve {
  if (typeof value === "function" || Array.isArray(value) || ArrayBuffer.isView(value)) return true;
  return isTensorLike(value) || isXY(value);
}

function isXY(value: object): value is { readonly x: Vector; readonly y: Vector } {
  return Object.keys(value).length === 2 && "x" in value && "y" in value && typeof value.y !== "function";
}

function curvePoints(
  curve: Curve,
  { x, domain }: { readonly x: Vector | undefined; readonly domain: readonly [number, number] },
): Points {
  if (typeof curve === "function") {
    const at = linspace(domain, samples);
    return { x: at, y: at.map((value) => curve(value)) };
  }
  const pair = !isTensorLike(curve) && typeof curve === "object" && isXY(curve);
  const y = toVector(pair ? curve.y : (curve as Vector), "plot.line");
  const given = pair ? curve.x : x;
  const at = given === undefined ? y.map((_, index) => index) : toVector(given, "plot.line");
  if (at.length !== y.length) {
    throw new ShapeError(
      `plot.line: expected as many x as y, got ${at.length} and ${y.length}; try { x: list of ${y.length} numbers }`,
    );
  }
  return { x: at, y };
}

const notFinite = "not finite";
/** What a log axis does not show: values of 0 and below. */
const offLogAxis = "not finite, or not above 0 on a log axis,";

/** A curve with gaps where a log axis has no place for it: Plotly would draw lines down to the axis. */
function withGaps(
  { x, y }: Points,
  { xScale, yScale }: Required<Pick<LineOptions, "xScale" | "yScale">>,
): Points {
  const isOff = (i: number) =>
    (xScale === "log" && (x[i] ?? 0) <= 0) || (yScale === "log" && (y[i] ?? 0) <= 0);
  return { x, y: y.map((value, i) => (isOff(i) ? Number.NaN : value)) };
}

/** "loss falls from 0.9 to 0.2 over x from 0 to 3 (least 0.2, greatest 0.9)." */
export function describeCurve(
  name: string,
  x: readonly number[],
  y: readonly number[],
  { xLabel, leftOut = notFinite }: { readonly xLabel: string; readonly leftOut?: string },
): string {
  const seen = y.map((value, i) => (Number.isFinite(x[i]) ? value : Number.NaN));
  const range = extent(seen);
  const first = seen.findIndex(Number.isFinite);
  const last = seen.findLastIndex(Number.isFinite);
  if (range === undefined || first < 0)
    return `${name}: no ${leftOut === notFinite ? "finite values" : "values above 0, as a log axis needs them"}.`;
  const [start, end] = [y[first] ?? 0, y[last] ?? 0];
  const missing = seen.filter((value) => !Number.isFinite(value)).length;
  const change = end > start ? "rises" : end < start ? "falls" : "goes";
  return (
    `${name} ${change} from ${formatNumber(start)} at ${xLabel} ${formatNumber(x[first] ?? 0)} ` +
    `to ${formatNumber(end)} at ${xLabel} ${formatNumber(x[last] ?? 0)}, ` +
    `between ${formatNumber(range[0])} and ${formatNumber(range[1])}` +
    (missing > 0 ? `; ${missing} of ${y.length} values are ${leftOut} and left out.` : ".")
  );
}
