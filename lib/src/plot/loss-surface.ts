import { OptionError } from "../errors.js";
import { Figure } from "./figure.js";
import { coarse, type Frame, type Trace } from "./json.js";
import { type AxesOptions, chartLayout, colorBar, colorBarWidth, namedAxis } from "./layout.js";
import { pale, seriesStyle, symbols } from "./palette.js";
import { sliderParts } from "./slider.js";
import { countOf, formatNumber } from "./text.js";
import {
  checkCount,
  checkRange,
  extent,
  linspace,
  type Matrix,
  toPoints,
  toScalar,
  type Vector,
} from "./values.js";

export interface LossSurfaceOptions extends AxesOptions {
  /** From and to along the first weight. Default [-2, 2]. */
  readonly xRange?: readonly [number, number];
  /** From and to along the second weight. Default [-2, 2]. */
  readonly yRange?: readonly [number, number];
  /** The weights that each optimizer went through, by its name: [steps, 2]. */
  readonly paths?: Readonly<Record<string, Matrix>>;
  /** Contours at even steps of the loss or of its logarithm, which shows the bottom of a valley. Default "linear". */
  readonly scale?: "linear" | "log";
  /** A slider that moves a point along each path. Default: when there are paths. */
  readonly animate?: boolean;
  /** Points a side at which the loss is computed. Default 51. */
  readonly resolution?: number;
}

const mostFrames = 40;

/**
 * The loss over two weights as contours, and the paths that optimizers take down it.
 *
 * `loss` gets (w₁, w₂) and gives a number. With paths, a slider moves a point along each of them, step by
 * step; paths longer than 40 steps are shown at every second, third, … step.
 *
 * @throws ShapeError if a path does not have two columns; OptionError for a range that is upside down, a
 * resolution outside 5…201, or a loss that is finite nowhere.
 *
 * @example
 * plot.lossSurface((a, b) => a * a + 10 * b * b, { paths: { sgd: [[2, 1], [1.6, -0.6], [1.3, 0.4]] } });
 */
export function lossSurface(
  loss: (x: number, y: number) => number | Vector,
  {
    xRange = [-2, 2],
    yRange = [-2, 2],
    paths = {},
    scale = "linear",
    animate,
    resolution = 51,
    title = "Loss surface",
    alt,
    height = 440,
    xLabel = "w₁",
    yLabel = "w₂",
  }: LossSurfaceOptions = {},
): Figure {
  const side = checkCount(resolution, where, { least: 5, most: 201 });
  const x = linspace(checkRange(xRange, where), side);
  const y = linspace(checkRange(yRange, where), side);
  const losses = y.map((b) => x.map((a) => toScalar(loss(a, b), where)));
  const range = extent(losses.flat());
  if (range === undefined) {
    throw new OptionError(
      `${where}: expected a loss that is finite somewhere, got none; try another xRange and yRange`,
    );
  }
  const names = Object.keys(paths);
  const steps = names.map((name) => toPoints(paths[name] as Matrix, where));
  const longest = Math.max(0, ...steps.map((path) => path.length));
  const every = Math.max(1, Math.ceil(longest / mostFrames));
  const moving = (animate ?? longest > 1) && longest > 1;
  const surface = surfaceTrace({ x, y, losses, range, scale });
  const lines = steps.map((path, index) => pathTrace(path, { name: names[index] ?? "", index }));
  const heads = moving ? steps.map((path, index) => headTrace(path, index)) : [];
  const stops = Array.from({ length: Math.ceil(longest / every) }, (_, index) => index * every);
  const base = chartLayout({
    title,
    height,
    legend: names,
    beside: colorBarWidth,
    rest: {
      xaxis: namedAxis(xLabel, { range: [...xRange], showgrid: false, zeroline: false }),
      yaxis: namedAxis(yLabel, { range: [...yRange], showgrid: false, zeroline: false }),
    },
  });
  return new Figure({
    title,
    alt: alt ?? describe({ losses, x, y, range, names, steps, loss, labels: [xLabel, yLabel] }),
    data: [surface, ...lines, ...heads],
    layout: moving
      ? { ...base, ...sliderParts(stops.map(String), { label: "step", interval: 200, height }) }
      : base,
    frames: moving ? headFrames(steps, { stops, firstTrace: 1 + lines.length }) : [],
  });
}

const where = "plot.lossSurface";

function surfaceTrace(parts: {
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly losses: readonly (readonly number[])[];
  readonly range: readonly [number, number];
  readonly scale: "linear" | "log";
}): Trace {
  const { x, y, losses, range, scale } = parts;
  // A little above the least loss, whose logarithm would be minus infinity if it is 0.
  const least = range[0] + (range[1] - range[0]) * 1e-4;
  const heights =
    scale === "linear" ? losses : losses.map((row) => row.map((value) => Math.log10(Math.max(value, least))));
  const [low, high] = scale === "linear" ? range : [Math.log10(least), Math.log10(range[1])];
  const step = (high - low || 1) / 16;
  const ticks = linspace([low, high], 5);
  return {
    type: "contour",
    name: "loss",
    x0: x[0],
    dx: (x[1] ?? 0) - (x[0] ?? 0),
    y0: y[0],
    dy: (y[1] ?? 0) - (y[0] ?? 0),
    z: heights.map((row) => coarse(row, (high - low || 1) / 10)),
    colorscale: pale,
    contours: { coloring: "heatmap", start: low + step, end: high - step, size: step },
    line: { width: 1, color: "#FFFFFF" },
    colorbar: {
      ...colorBar(scale === "log" ? "loss (log scale)" : "loss"),
      tickvals: ticks,
      ticktext: ticks.map((tick) => formatNumber(scale === "linear" ? tick : 10 ** tick, 2)),
    },
    hoverinfo: scale === "linear" ? "x+y+z" : "x+y",
  };
}

/** From vermillion on: the first color, blue, is the surface's. */
function pathColor(index: number): string {
  return seriesStyle(index + 1).color;
}

function pathTrace(
  path: readonly (readonly [number, number])[],
  more: { readonly name: string; readonly index: number },
): Trace {
  const color = pathColor(more.index);
  return {
    type: "scatter",
    mode: "lines+markers",
    name: more.name,
    x: path.map((point) => point[0]),
    y: path.map((point) => point[1]),
    line: { color, width: 2 },
    marker: {
      color,
      symbol: symbols[more.index % symbols.length],
      size: path.length > 60 ? 3 : 5,
      line: { color: "#333333", width: 0.5 },
    },
  };
}

function headTrace(path: readonly (readonly [number, number])[], index: number): Trace {
  const [start] = path;
  return {
    type: "scatter",
    mode: "markers",
    x: [start?.[0] ?? null],
    y: [start?.[1] ?? null],
    marker: {
      color: pathColor(index),
      symbol: symbols[index % symbols.length],
      size: 14,
      line: { color: "#333333", width: 2 },
    },
    showlegend: false,
    hoverinfo: "skip",
  };
}

function headFrames(
  paths: readonly (readonly (readonly [number, number])[])[],
  more: { readonly stops: readonly number[]; readonly firstTrace: number },
): Frame[] {
  return more.stops.map((stop) => ({
    name: String(stop),
    traces: paths.map((_, index) => more.firstTrace + index),
    data: paths.map((path) => {
      const point = path[Math.min(stop, path.length - 1)];
      return { x: [point?.[0] ?? null], y: [point?.[1] ?? null] };
    }),
  }));
}

function describe(parts: {
  readonly losses: readonly (readonly number[])[];
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly range: readonly [number, number];
  readonly names: readonly string[];
  readonly steps: readonly (readonly (readonly [number, number])[])[];
  readonly loss: (x: number, y: number) => number | Vector;
  readonly labels: readonly [string, string];
}): string {
  const { losses, x, y, range, names, steps, loss, labels } = parts;
  const row = losses.findIndex((values) => values.includes(range[0]));
  const column = losses[row]?.indexOf(range[0]) ?? 0;
  const least = `least ${formatNumber(range[0], 3)} near ${labels[0]} ${formatNumber(x[column] ?? 0, 3)}, ${labels[1]} ${formatNumber(y[row] ?? 0, 3)}`;
  const ends = names.map((name, index) => {
    const path = steps[index] ?? [];
    const end = path.at(-1);
    if (end === undefined) return `${name} takes no step.`;
    const at = `(${formatNumber(end[0], 3)}, ${formatNumber(end[1], 3)})`;
    return `${name} is at ${at} with loss ${formatNumber(toScalar(loss(...end), where), 3)} after ${countOf(path.length - 1, "step")}.`;
  });
  return [
    `Contours of the loss from ${formatNumber(range[0], 3)} to ${formatNumber(range[1], 3)}, ${least}.`,
    ...ends,
  ].join(" ");
}
