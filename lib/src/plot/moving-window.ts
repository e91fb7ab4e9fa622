import { OptionError, ShapeError } from "../errors.js";
import { checkOptions } from "../given.js";
import { Figure } from "./figure.js";
import type { JsonObject, Trace } from "./json.js";
import { type ChartOptions, chartLayout } from "./layout.js";
import { diverging, neutral, pale, palette } from "./palette.js";
import { slider } from "./slider.js";
import { formatNumber } from "./text.js";
import { checkCount, type Matrix, toMatrix } from "./values.js";

export interface MovingWindowOptions extends ChartOptions {
  /** How far the window moves each time. Default 1. */
  readonly strides?: number;
  /** Rings of zeros around the picture. Default 0. */
  readonly padding?: number;
  /** Milliseconds that the window stays at each place when played. Default 400. */
  readonly interval?: number;
}

const where = "plot.movingWindow";
const mostPlaces = 100;
/** Between the picture and the answers, in cells. */
const between = 1.5;

/**
 * A kernel that moves over a picture, and the answers that it leaves: at each place the sum of its weights times
 * the numbers under it, as `conv2d` computes. The slider goes from place to place.
 *
 * `picture` [height, width] and `kernel` [height, width] are matrices of numbers.
 *
 * @throws ShapeError for a kernel larger than the padded picture; OptionError for more than 100 places, a stride
 * below 1 or a padding below 0.
 *
 * @example
 * plot.movingWindow([[0, 0, 1], [0, 0, 1], [0, 0, 1]], [[-1, 1], [-1, 1]], { title: "An edge" });
 */
export function movingWindow(picture: Matrix, kernel: Matrix, options?: MovingWindowOptions): Figure {
  const {
    strides = 1,
    padding = 0,
    interval = 400,
    title = "A window that moves",
    alt,
    height,
  } = checkOptions(where, options, 'title: "A title", alt, height#, strides#, padding#, interval#');
  const step = checkCount(strides, where, { least: 1, most: 20 });
  const weights = toMatrix(kernel, where);
  const field = padded(toMatrix(picture, where), checkCount(padding, where, { least: 0, most: 20 }));
  const answers = convolve(field, weights, step);
  const [down, across] = [answers.length, answers[0]?.length ?? 0];
  if (down * across === 0) {
    const shape = (matrix: readonly (readonly number[])[]) => `${matrix.length} × ${matrix[0]?.length ?? 0}`;
    throw new ShapeError(
      `${where}: expected a kernel of at most ${shape(field)}, got ${shape(weights)}; try a smaller one, or padding`,
    );
  }
  if (down * across > mostPlaces) {
    throw new OptionError(
      `${where}: expected at most ${mostPlaces} places, got ${down * across}; try a smaller picture`,
    );
  }
  const scene = { field, weights, answers, step, title, height };
  const places = Array.from({ length: down * across }, (_, index) => index + 1);
  return slider(places, (place) => drawPlace(scene, place), {
    label: "place",
    interval,
    title,
    alt: alt ?? describe(scene),
  });
}

interface Scene {
  readonly field: readonly number[][];
  readonly weights: readonly number[][];
  readonly answers: readonly number[][];
  readonly step: number;
  readonly title: string;
  readonly height: number | undefined;
}

function padded(picture: readonly number[][], rings: number): number[][] {
  const ring = Array<number>(rings).fill(0);
  const blank = Array<number>((picture[0]?.length ?? 0) + 2 * rings).fill(0);
  const above = Array.from({ length: rings }, () => blank);
  return [...above, ...picture.map((row) => [...ring, ...row, ...ring]), ...above];
}

function convolve(field: readonly number[][], weights: readonly number[][], step: number): number[][] {
  const places = (size: number, kernel: number) => Math.max(0, Math.floor((size - kernel) / step) + 1);
  const [rows, columns] = [weights.length, weights[0]?.length ?? 0];
  const sumAt = (top: number, left: number) =>
    weights
      .flatMap((row, u) => row.map((weight, v) => weight * field[top + u]![left + v]!))
      .reduce((sum, term) => sum + term, 0);
  return Array.from({ length: places(field.length, rows) }, (_, i) =>
    Array.from({ length: places(field[0]?.length ?? 0, columns) }, (_, j) => sumAt(step * i, step * j)),
  );
}

/** The picture with the window at its place, counted from 1 row by row, and the answers up to there. */
function drawPlace(scene: Scene, place: number): Figure {
  const { field, weights, answers, step, title, height } = scene;
  const [rows, columns] = [field.length, field[0]!.length];
  const [down, across] = [answers.length, answers[0]!.length];
  const [i, j] = [Math.floor((place - 1) / across), (place - 1) % across];
  const [left, top] = [columns + between, Math.max(0, (rows - down) / 2)];
  const most = Math.max(...answers.flat().map(Math.abs)) || 1;
  const sofar = answers.map((row, y) => row.map((value, x) => (y * across + x < place ? value : null)));
  const window = box(step * j, step * i, { wide: weights[0]!.length, tall: weights.length });
  const answer = box(left + j, top + i, { wide: 1, tall: 1 });
  const frame = box(left, top, { wide: across, tall: down });
  const bottom = Math.max(rows, top + down);
  return new Figure({
    title,
    alt: `Place ${place}.`,
    data: [
      cells(field, { x0: 0, y0: 0, colorscale: pale, zmin: 0, zmax: Math.max(...field.flat()) || 1 }),
      cells(sofar, { x0: left, y0: top, colorscale: diverging, zmin: -most, zmax: most }),
      outline([frame], { color: neutral, width: 1 }),
      outline([window, answer], { color: palette[1], width: 3 }),
      {
        type: "scatter",
        mode: "text",
        x: [(left + across - 1) / 2],
        y: [bottom - 0.05],
        text: [`row ${i}, column ${j}: the sum is ${formatNumber(answers[i]![j]!, 3)}`],
        textposition: "middle center",
        hoverinfo: "skip",
        showlegend: false,
      },
    ],
    layout: chartLayout({
      title,
      height: height ?? Math.min(420, 90 + 34 * (bottom + 1)),
      left: 8,
      right: 8,
      bottom: 8,
      rest: {
        xaxis: { visible: false, fixedrange: true, range: [-0.6, left + across - 0.4], constrain: "domain" },
        yaxis: {
          ...{ visible: false, fixedrange: true, range: [bottom + 0.4, -0.6] },
          ...{ scaleanchor: "x", constrain: "domain", constraintoward: "top" },
        },
      },
    }),
  });
}

/** The corners of a rectangle around cells, whose centers have whole numbers. */
function box(x: number, y: number, size: { readonly wide: number; readonly tall: number }) {
  const [left, top] = [x - 0.5, y - 0.5];
  const [right, bottom] = [left + size.wide, top + size.tall];
  return { x: [left, right, right, left, left], y: [top, top, bottom, bottom, top] };
}

function outline(
  boxes: readonly { readonly x: readonly number[]; readonly y: readonly number[] }[],
  line: JsonObject,
): Trace {
  return {
    type: "scatter",
    mode: "lines",
    x: boxes.flatMap(({ x }) => [...x, null]),
    y: boxes.flatMap(({ y }) => [...y, null]),
    line,
    hoverinfo: "skip",
    showlegend: false,
  };
}

function cells(z: readonly (readonly (number | null)[])[], rest: JsonObject): Trace {
  return {
    type: "heatmap",
    z,
    dx: 1,
    dy: 1,
    showscale: false,
    texttemplate: "%{z:.2~g}",
    textfont: { size: 11 },
    xgap: 1,
    ygap: 1,
    hoverinfo: "skip",
    ...rest,
  };
}

function describe({ field, weights, answers, step }: Scene): string {
  const size = (matrix: readonly number[][]) => `${matrix.length} × ${matrix[0]!.length}`;
  const rows = answers.map((row) => row.map((value) => formatNumber(value, 3)).join(", "));
  return (
    `A window of ${size(weights)} moves over ${size(field)} numbers, ${step} at a time, and leaves ` +
    `${size(answers)} answers, row by row: ${rows.join("; ")}.`
  );
}
