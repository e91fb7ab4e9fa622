import { OptionError } from "../errors.js";
import { checkOptions } from "../given.js";
import { Figure } from "./figure.js";
import type { Trace } from "./json.js";
import { type AxesOptions, chartLayout, namedAxis } from "./layout.js";
import { palette } from "./palette.js";
import { describePoints, pointTraces } from "./scatter.js";
import { formatNumber } from "./text.js";
import { checkRange, extent, type Matrix, toLabels, toPoints, type Vector } from "./values.js";

/** The line w·x + b = 0: where a neuron's weighted sum changes sign. */
export interface PlaneLine {
  /** Two weights. */
  readonly w: Vector2;
  /** The bias. */
  readonly b: number;
  /** Default: the line's equation. */
  readonly name?: string;
}

/** Two numbers. */
export type Vector2 = readonly [number, number] | readonly number[];

export interface PlaneOptions extends AxesOptions {
  /** The class of each point: 0, 1, 2, … */
  readonly labels?: Vector;
  /** One for each class, for the legend. Default the classes' numbers. */
  readonly classNames?: readonly string[];
  /** A text beside each point. */
  readonly pointNames?: readonly string[];
  /** Lines to draw. */
  readonly lines?: readonly PlaneLine[];
  /** Shade the side of each line where w·x + b > 0. Default true. */
  readonly shade?: boolean;
  /** What the axes show; default: all points and half a unit more. */
  readonly xRange?: readonly [number, number];
  /** From and to along y. Default around the points. */
  readonly yRange?: readonly [number, number];
}

type Point = readonly [number, number];

/**
 * The input plane of a neuron: points, the lines w·x + b = 0, and the half planes where w·x + b > 0 shaded.
 *
 * `points` [N, 2] (may be empty), `labels` [N].
 *
 * @throws ShapeError if the points do not have two columns; OptionError for a line without direction
 * (w = [0, 0]) or without two weights.
 *
 * @example
 * plot.plane([[0, 0], [0, 1], [1, 0], [1, 1]], {
 *   labels: [0, 0, 0, 1], title: "AND", lines: [{ w: [1, 1], b: -1.5 }],
 * });
 */
export function plane(points: Matrix, options?: PlaneOptions): Figure {
  const {
    labels,
    classNames,
    pointNames,
    lines = [],
    shade = true,
    xRange,
    yRange,
    title,
    alt,
    height = 420,
    xLabel = "x₁",
    yLabel = "x₂",
  } = checkOptions(
    "plot.plane",
    options,
    'title: "A title", alt, height#, labels, classNames, pointNames, lines, shade?, xRange, yRange, xLabel, yLabel',
  );
  const where = "plot.plane";
  const at = toPoints(points, where);
  const classes = labels === undefined ? undefined : toLabels(labels, at.length, where);
  const view = {
    x: checkRange(xRange ?? around(at.map((point) => point[0])), where),
    y: checkRange(yRange ?? around(at.map((point) => point[1])), where),
  };
  const drawn = lines.map((line, index) => lineTraces(checkLine(line), { view, shade, index }));
  const dots = at.length > 0 ? pointTraces(at, { classes, classNames, names: pointNames }) : [];
  // Shades first, so that no line or point lies under one.
  const data = [...drawn.flatMap((parts) => parts.shade), ...drawn.flatMap((parts) => parts.line), ...dots];
  const shown = data.filter(
    (trace) => trace.showlegend !== false && (classes !== undefined || !dots.includes(trace)),
  );
  const heading = title ?? "The input plane";
  return new Figure({
    title: heading,
    alt: alt ?? describe(at, { classes, classNames, lines }),
    data: data.map((trace) => (shown.includes(trace) ? trace : { ...trace, showlegend: false })),
    layout: chartLayout({
      title: heading,
      height,
      legend: shown.map((trace) => String(trace.name)),
      rest: {
        xaxis: namedAxis(xLabel, { range: view.x, constrain: "domain", zeroline: true }),
        yaxis: namedAxis(yLabel, { range: view.y, constrain: "domain", scaleanchor: "x" }),
      },
    }),
  });
}

function around(values: readonly number[]): [number, number] {
  const [low, high] = extent(values) ?? [0, 1];
  const pad = Math.max(0.5 * Math.min(high - low, 1), 0.25);
  return [low - pad, high + pad];
}

interface CheckedLine {
  readonly w: Point;
  readonly b: number;
  readonly name: string;
}

function checkLine({ w, b, name }: PlaneLine): CheckedLine {
  const [w1, w2] = w;
  if (w.length !== 2 || w1 === undefined || w2 === undefined) {
    throw new OptionError(
      `plot.plane: expected a line with two weights, got ${w.length}; try { w: [1, 1], b: -1.5 }`,
    );
  }
  if (!(Number.isFinite(w1) && Number.isFinite(w2) && Number.isFinite(b)) || (w1 === 0 && w2 === 0)) {
    throw new OptionError(
      `plot.plane: expected a line w·x + b = 0 with w ≠ [0, 0], got w = [${w1}, ${w2}], b = ${b}; try w = [1, 1]`,
    );
  }
  return { w: [w1, w2], b, name: name ?? lineEquation([w1, w2], b) };
}

/** "5x₁ + 5x₂ − 8 = 0". */
export function lineEquation(w: Point, b: number): string {
  const terms = [
    [w[0], "x₁"],
    [w[1], "x₂"],
    [b, ""],
  ] as const;
  let text = "";
  for (const [factor, symbol] of terms) {
    if (factor === 0) continue;
    const size = Math.abs(factor);
    const part = `${size === 1 && symbol !== "" ? "" : formatNumber(size)}${symbol}`;
    text += text === "" ? `${factor < 0 ? "−" : ""}${part}` : ` ${factor < 0 ? "−" : "+"} ${part}`;
  }
  return `${text} = 0`;
}

function lineTraces(
  line: CheckedLine,
  {
    view,
    shade,
    index,
  }: {
    readonly view: { readonly x: Point; readonly y: Point };
    readonly shade: boolean;
    readonly index: number;
  },
): { line: Trace; shade: Trace[] } {
  // Lines take their colors from the palette's other end than the points' classes.
  const color = palette[(index + 2) % palette.length] ?? palette[2];
  const corners: Point[] = [
    [view.x[0], view.y[0]],
    [view.x[1], view.y[0]],
    [view.x[1], view.y[1]],
    [view.x[0], view.y[1]],
  ];
  const { inside, cut } = clip(corners, ([x, y]) => line.w[0] * x + line.w[1] * y + line.b);
  const closed = inside.length > 0 ? [...inside, inside[0] as Point] : [];
  return {
    line: {
      type: "scatter",
      mode: "lines",
      name: line.name,
      x: cut.map((point) => point[0]),
      y: cut.map((point) => point[1]),
      line: { color, width: 3, dash: index % 2 === 0 ? "solid" : "dash" },
    },
    shade: shade
      ? [
          {
            type: "scatter",
            mode: "lines",
            name: `${line.name}: positive side`,
            x: closed.map((point) => point[0]),
            y: closed.map((point) => point[1]),
            line: { width: 0, color },
            fill: "toself",
            opacity: 0.22,
            hoverinfo: "skip",
            showlegend: false,
          },
        ]
      : [],
  };
}

/** The part of a polygon where `height` is positive, and the points where its edge crosses zero. */
function clip(
  polygon: readonly Point[],
  height: (point: Point) => number,
): { inside: Point[]; cut: Point[] } {
  const inside: Point[] = [];
  const cut: Point[] = [];
  polygon.forEach((point, index) => {
    const next = polygon[(index + 1) % polygon.length] as Point;
    const [here, there] = [height(point), height(next)];
    if (here >= 0) inside.push(point);
    if (here === 0) cut.push(point);
    if ((here < 0 && there > 0) || (here > 0 && there < 0)) {
      const part = here / (here - there);
      const crossing: Point = [
        point[0] + part * (next[0] - point[0]),
        point[1] + part * (next[1] - point[1]),
      ];
      inside.push(crossing);
      cut.push(crossing);
    }
  });
  return { inside, cut };
}

function describe(
  points: readonly Point[],
  more: {
    readonly classes: readonly number[] | undefined;
    readonly classNames: readonly string[] | undefined;
    readonly lines: readonly PlaneLine[];
  },
): string {
  const sides = more.lines.map((line) => {
    const { w, b, name } = checkLine(line);
    const above = points.filter(([x, y]) => w[0] * x + w[1] * y + b > 0);
    const list =
      points.length <= 6 ? above.map(([x, y]) => `(${formatNumber(x)}, ${formatNumber(y)})`).join(", ") : "";
    const count = `${above.length} of ${points.length} points lie on the positive side of ${name}`;
    return list === "" ? `${count}.` : `${count}: ${list}.`;
  });
  return [describePoints(points, more.classes, more.classNames), ...sides].join(" ");
}
