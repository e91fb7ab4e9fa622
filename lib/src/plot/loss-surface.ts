import { OptionError } from "../errors.js";
import { checkOptions } from "../given.js";
import { Figure } from "./figure.js";
import { coarse, type Frame, type Trace } from "./json.js";
import {
  type AxesOptions,
  chartLayout,
  colorBar,
  colorBarWidth,
  namedAxis,
  type SeriesOptions,
} from "./layout.js";
import { pale, seriesStyles, symbols } from "./palette.js";
import { withSlider } from "./slider.js";
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

export interface LossSurfaceOptions extends AxesOptions, SeriesOptions {
  /** From and to along the first weight. Default [-2, 2]. */
  readonly xRange?: readonly [number, number];
  /** From and to along the second weight. Default [-2, 2]. */
  readonly yRange?: readonly [number, number];
  /** The weights that each optimizer went through, by its name: [steps, 2]. */
  readonly paths?: Readonly<Record<string, Matrix>>;
  /** Contours at even steps of the loss or of its logarithm, which shows the bottom of a valley. Default "linear". */
  readonly scale?: "linear" | "log";
  /** A slider that lets the paths grow from their starts. Default: when there are paths. */
  readonly animate?: boolean;
  /** The losses that the colors span, such as the same for each picture of a slider. Default: all that are shown. */
  readonly range?: readonly [number, number];
  /** Points a side at which the loss is computed. Default 51. */
  readonly resolution?: number;
}

const mostFrames = 40;

/**
 * The loss over two weights as contours, and the paths that optimizers take down it.
 *
 * `loss` gets (w₁, w₂) and gives a number. With paths, a slider lets them grow from their starts, step by
 * step; paths longer than 40 steps are shown at every second, third, … step and at their last.
 *
 * @throws ShapeError if a path does not have two columns; OptionError for a range that is upside down, a
 * resolution outside 5…201, or a loss that is finite nowhere.
 *
 * @example
 * plot.lossSurface((a, b) => a * a + 10 * b * b, { paths: { sgd: [[2, 1], [1.6, -0.6], [1.3, 0.4]] } });
 */
export function lossSurface(
  loss: (x: number, y: number) => number | Vector,
  options?: LossSurfaceOptions,
): Figure {
  const {
    xRange = [-2, 2],
    yRange = [-2, 2],
    paths = {},
    scale = "linear",
    animate,
    range: given,
    resolution = 51,
    colorOrder,
    title = "Loss surface",
    alt,
    height = 440,
    xLabel = "w₁",
    yLabel = "w₂",
  } = checkOptions(
    "plot.lossSurface",
    options,
    'title: "A title", alt, height#, xRange, yRange, paths, scale, animate?, range, resolution#, colorOrder, xLabel, yLabel',
  );
  const side = checkCount(resolution, where, { least: 5, most: 201 });
  const x = linspace(checkRange(xRange, where), side);
  const y = linspace(checkRange(yRange, where), side);
  const losses = y.map((b) => x.map((a) => toScalar(loss(a, b), where)));
  const found = extent(losses.flat());
  if (found === undefined) {
    throw new OptionError(
      `${where}: expected a loss that is finite somewhere, got none; try another xRange and yRange`,
    );
  }
  const range = given === undefined ? found : checkRange(given, where);
  const names = Object.keys(paths);
  const steps = names.map((name) => toPoints(paths[name] as Matrix, where));
  const longest = Math.max(0, ...steps.map((path) => path.length));
  const every = Math.max(1, Math.ceil(longest / mostFrames));
  const moving = (animate ?? longest > 1) && longest > 1;
  const surface = surfaceTrace({ x, y, losses, range, scale });
  const colors = seriesStyles(names, colorOrder).map((style) => style.color);
  const looks = names.map((name, index): PathLook => ({ name, index, color: colors[index] ?? "" }));
  // A path that moves begins at its start, and grows.
  const lines = steps.map((path, index) =>
    pathTrace(path, looks[index] as PathLook, moving ? 1 : path.length),
  );
  const heads = moving ? steps.map((path, index) => headTrace(path, looks[index] as PathLook)) : [];
  const stops = Array.from({ length: Math.ceil(longest / every) }, (_, index) => index * every);
  if (stops.at(-1) !== longest - 1) stops.push(longest - 1);
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
    alt: alt ?? describe({ losses, x, y, range: found, names, steps, loss, labels: [xLabel, yLabel] }),
    data: [surface, ...lines, ...heads],
    layout: moving ? withSlider(base, stops.map(String), { label: "step", interval: 200 }) : base,
    frames: moving ? growingFrames(steps, stops) : [],
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
    zmin: low,
    zmax: high,
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

interface PathLook {
  readonly name: string;
  readonly index: number;
  readonly color: string;
}

function pathTrace(
  path: readonly (readonly [number, number])[],
  { name, index, color }: PathLook,
  shown: number,
): Trace {
  return {
    type: "scatter",
    mode: "lines+markers",
    name,
    ...coordinates(path.slice(0, shown)),
    line: { color, width: 2 },
    marker: {
      color,
      symbol: symbols[index % symbols.length],
      size: path.length > 60 ? 3 : 5,
      line: { color: "#333333", width: 0.5 },
    },
  };
}

function headTrace(path: readonly (readonly [number, number])[], { index, color }: PathLook): Trace {
  return {
    type: "scatter",
    mode: "markers",
    ...coordinates(path.slice(0, 1)),
    marker: {
      color,
      symbol: symbols[index % symbols.length],
      size: 14,
      line: { color: "#333333", width: 2 },
    },
    showlegend: false,
    hoverinfo: "skip",
  };
}

/** For each step the paths as far as they have come, and the points at their ends. */
function growingFrames(
  paths: readonly (readonly (readonly [number, number])[])[],
  stops: readonly number[],
): Frame[] {
  return stops.map((stop) => ({
    name: String(stop),
    traces: Array.from({ length: 2 * paths.length }, (_, index) => 1 + index),
    data: [
      ...paths.map((path) => coordinates(path.slice(0, stop + 1))),
      ...paths.map((path) => coordinates(path.slice(0, stop + 1).slice(-1))),
    ],
  }));
}

function coordinates(points: readonly (readonly [number, number])[]): { x: number[]; y: number[] } {
  return { x: points.map((point) => point[0]), y: points.map((point) => point[1]) };
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
