import { OptionError, ShapeError } from "../errors.js";
import { checkOptions } from "../given.js";
import { Figure } from "./figure.js";
import { coarse, type JsonObject, type Trace } from "./json.js";
import { type AxesOptions, chartLayout, lowColorBar, lowColorBarHeight, namedAxis } from "./layout.js";
import { diverging } from "./palette.js";
import { describePoints, pointTraces } from "./scatter.js";
import { slider } from "./slider.js";
import { formatNumber } from "./text.js";
import {
  checkCount,
  checkRange,
  extent,
  isTensorLike,
  linspace,
  type Matrix,
  toFlat,
  toLabels,
  toPoints,
  toScalar,
  type Vector,
} from "./values.js";

/** A model's output at one point of the plane. */
export type PointFunction<V = undefined> = (
  point: [number, number],
  value: V,
  index: number,
) => number | Vector;

/** A model's outputs at all points at once: rows [N, 2] → N outputs. */
export type RowsFunction<V = undefined> = (rows: number[][], value: V, index: number) => Vector | Matrix;

export interface DecisionBoundaryOptions extends AxesOptions {
  /** Known points [N, 2], drawn over the surface. */
  readonly points?: Matrix;
  /** The class of each point: 0, 1, 2, … */
  readonly labels?: Vector;
  /** One for each class, for the legend. Default the classes' numbers. */
  readonly classNames?: readonly string[];
  /** The range of outputs that the colors span. Default [0, 1] if all outputs lie in it. */
  readonly range?: readonly [number, number];
  /** Where the boundary is drawn. Default: the middle of `range`. */
  readonly level?: number;
  /** From and to along x. Default around the points. */
  readonly xRange?: readonly [number, number];
  /** From and to along y. Default around the points. */
  readonly yRange?: readonly [number, number];
  /** Points a side at which the model is asked. Default: 51, fewer with a slider so that the chart stays small. */
  readonly resolution?: number;
}

/** A slider over what the model learned at different times, or over anything else that it depends on. */
export interface BoundarySlider<V> {
  /** What the slider shows at each stop. */
  readonly values: readonly V[];
  /** What the values are. Default "epoch". */
  readonly label?: string;
  /** A short name for each value; needed where the values are not numbers or strings. */
  readonly names?: readonly (number | string)[];
}

/**
 * What a model with two inputs says over the plane: its output as color, and the line where it decides.
 *
 * `model` takes a point [x₁, x₂] and gives one number, or, with `batch: true`, takes all points as rows
 * [N, 2] and gives N numbers. With `slider` there is one picture for each of its values, and the model gets
 * the value as its second argument: the epoch, a set of weights, a steepness.
 *
 * @throws ShapeError if the model gives more or fewer than one number a point; OptionError for a resolution
 * or a range that makes no sense, or for values of the slider without names.
 *
 * @example
 * plot.decisionBoundary(([a, b]) => 1 / (1 + Math.exp(-(5 * a + 5 * b - 8))), {
 *   points: [[0, 0], [0, 1], [1, 0], [1, 1]], labels: [0, 0, 0, 1],
 * });
 */
export function decisionBoundary<V = undefined>(
  model: PointFunction<V>,
  options?: DecisionBoundaryOptions & { readonly batch?: false; readonly slider?: BoundarySlider<V> },
): Figure;
export function decisionBoundary<V = undefined>(
  model: RowsFunction<V>,
  options: DecisionBoundaryOptions & { readonly batch: true; readonly slider?: BoundarySlider<V> },
): Figure;
export function decisionBoundary<V>(
  model: PointFunction<V> | RowsFunction<V>,
  given?: DecisionBoundaryOptions & { readonly batch?: boolean; readonly slider?: BoundarySlider<V> },
): Figure {
  if (typeof model !== "function") {
    throw new OptionError(
      `${where}: expected a function of a point, got ${typeof model}; try ([a, b]) => model.predict(tensor([[a, b]])).item()`,
    );
  }
  const options = checkOptions(
    where,
    given,
    'title: "A title", alt, height#, points, labels, classNames, range, level#, xRange, yRange, xLabel, yLabel, resolution#, batch?, slider',
  );
  const { batch = false, slider: moving, points = [], labels } = options;
  const at = toPoints(points, where);
  const classes = labels === undefined ? undefined : toLabels(labels, at.length, where);
  const pictures = moving?.values.length ?? 1;
  const side = checkCount(options.resolution ?? defaultResolution(pictures), where, { least: 5, most: 201 });
  const x = linspace(checkRange(options.xRange ?? around(at.map((point) => point[0])), where), side);
  const y = linspace(checkRange(options.yRange ?? around(at.map((point) => point[1])), where), side);
  const values = moving === undefined ? [undefined as V] : moving.values;
  const surfaces = values.map((value, index) => surface(model, { x, y, batch, value, index }));
  const range = checkRange(options.range ?? outputRange(surfaces), where);
  const level = options.level ?? (range[0] + range[1]) / 2;
  const draw = (index: number) =>
    picture(surfaces[index] ?? [], { x, y, range, level, at, classes, options });
  if (moving === undefined) return draw(0);
  const { title, alt } = options;
  return slider(sliderNames(moving), (_, index) => draw(index), {
    label: moving.label ?? "epoch",
    title,
    alt,
  });
}

const where = "plot.decisionBoundary";
/** How many numbers a chart may carry in all and stay well under 60 kB. */
const numbersBudget = 10_000;

function defaultResolution(pictures: number): number {
  return Math.max(15, Math.min(51, Math.floor(Math.sqrt(numbersBudget / pictures))));
}

function around(values: readonly number[]): [number, number] {
  const [low, high] = extent(values) ?? [0, 1];
  const pad = Math.max(0.25 * (high - low), 0.25);
  return [low - pad, high + pad];
}

interface Grid<V> {
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly batch: boolean;
  readonly value: V;
  readonly index: number;
}

/** The model's outputs, a row for each y from the lowest up. */
function surface<V>(model: PointFunction<V> | RowsFunction<V>, grid: Grid<V>): number[][] {
  const { x, y, value, index } = grid;
  if (!grid.batch) {
    const ask = model as PointFunction<V>;
    return y.map((b) => x.map((a) => toScalar(ask([a, b], value, index), where)));
  }
  const rows = y.flatMap((b) => x.map((a) => [a, b]));
  const answer = (model as RowsFunction<V>)(rows, value, index);
  const outputs = toFlat(answer, where);
  if (outputs.length !== rows.length) {
    const got = isTensorLike(answer) ? `shape [${answer.shape.join(", ")}]` : `${outputs.length} numbers`;
    throw new ShapeError(
      `${where}: expected ${rows.length} outputs, one for each row, got ${got}; try a model with one output`,
    );
  }
  return y.map((_, row) => outputs.slice(row * x.length, (row + 1) * x.length));
}

/** [0, 1] for probabilities; else as far from 0 on both sides as the outputs go. */
function outputRange(surfaces: readonly number[][][]): [number, number] {
  const found = extent(surfaces.flat(2));
  if (found === undefined) {
    throw new OptionError(
      `${where}: expected finite outputs, got none; try the model on one point and look for NaN`,
    );
  }
  const [low, high] = found;
  if (low >= 0 && high <= 1) return [0, 1];
  const most = Math.max(Math.abs(low), Math.abs(high));
  return [-most, most];
}

function sliderNames<V>({ values, names, label = "epoch" }: BoundarySlider<V>): (number | string)[] {
  if (names !== undefined && names.length !== values.length) {
    throw new OptionError(
      `${where}: expected ${values.length} names for the slider, got ${names.length}; try one name for each value`,
    );
  }
  return values.map((value, index) => {
    const name: unknown = names?.[index] ?? value;
    if (typeof name !== "number" && typeof name !== "string") {
      throw new OptionError(
        `${where}: expected numbers or names for the slider over ${label}, got ${typeof name}; try slider: { values, names: [0, 10, 20] }`,
      );
    }
    return name;
  });
}

interface PictureParts {
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly range: readonly [number, number];
  readonly level: number;
  readonly at: readonly [number, number][];
  readonly classes: readonly number[] | undefined;
  readonly options: DecisionBoundaryOptions;
}

function picture(surface: readonly (readonly number[])[], parts: PictureParts): Figure {
  const { x, y, range, level, at, classes, options } = parts;
  const { classNames, title = "Decision surface", height = 420, xLabel = "x₁", yLabel = "x₂" } = options;
  const dots = at.length > 0 ? pointTraces(at, { classes, classNames }) : [];
  const axis = (label: string, values: readonly number[], more: JsonObject = {}): JsonObject =>
    namedAxis(label, {
      range: [values[0], values.at(-1)],
      constrain: "domain",
      showgrid: false,
      zeroline: false,
      ...more,
    });
  const trace: Trace = {
    type: "contour",
    name: "output",
    x0: x[0],
    dx: (x[1] ?? 0) - (x[0] ?? 0),
    y0: y[0],
    dy: (y[1] ?? 0) - (y[0] ?? 0),
    z: surface.map((row) => coarse(row, range[1] - range[0])),
    zmin: range[0],
    zmax: range[1],
    colorscale: diverging,
    // One contour, at the level where the model decides, over colors that follow the output smoothly.
    contours: { coloring: "heatmap", start: level, end: level, size: 1 },
    line: { color: "#222222", width: 2 },
    colorbar: { ...lowColorBar("output"), tickvals: [range[0], level, range[1]] },
    hovertemplate: `${xLabel} %{x:.2f}<br>${yLabel} %{y:.2f}<br>output %{z:.2f}<extra></extra>`,
  };
  return new Figure({
    title,
    alt: options.alt ?? describe(surface, { level, at, classes, classNames }),
    data: [trace, ...dots.map((dot) => ({ ...dot, showlegend: classes !== undefined }))],
    layout: chartLayout({
      title,
      height: height + lowColorBarHeight,
      legend: classes === undefined ? [] : dots.map((dot) => String(dot.name)),
      rest: {
        xaxis: axis(xLabel, x),
        yaxis: axis(yLabel, y, { scaleanchor: "x" }),
      },
    }),
  });
}

function describe(
  surface: readonly (readonly number[])[],
  more: {
    readonly level: number;
    readonly at: readonly [number, number][];
    readonly classes: readonly number[] | undefined;
    readonly classNames: readonly string[] | undefined;
  },
): string {
  const all = surface.flat();
  const [low, high] = extent(all) ?? [0, 0];
  const above = Math.round((100 * all.filter((value) => value > more.level).length) / all.length);
  const text =
    `The output lies between ${formatNumber(low, 3)} and ${formatNumber(high, 3)}; ` +
    `it is above ${formatNumber(more.level, 3)} on ${above} % of the plane shown.`;
  return more.at.length === 0 ? text : `${text} ${describePoints(more.at, more.classes, more.classNames)}`;
}
