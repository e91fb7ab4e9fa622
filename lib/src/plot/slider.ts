import { OptionError } from "../errors.js";
import { checkOptions } from "../given.js";
import { Figure } from "./figure.js";
import type { Frame, JsonObject, Trace } from "./json.js";
import { type ChartOptions, lowColorBarHeight, withHeight, withTitle } from "./layout.js";
import { logTicks } from "./log-axis.js";
import { formatNumber, stripTags, textWidth } from "./text.js";
import { extent } from "./values.js";

export interface SliderOptions extends ChartOptions {
  /** What the slider moves, such as "epoch" or "σ". Default "frame". */
  readonly label?: string;
  /** Milliseconds that each picture stays when played. Default 500. */
  readonly interval?: number;
}

const sliderHeight = 108;

/**
 * A chart with a slider and a play button: one picture for each value.
 *
 * `draw(value, index)` draws the picture for a value; all pictures must be charts of the same kind with the
 * same number of curves. What differs between them moves, axes keep the range that holds all of them. The
 * pictures are computed here, so the slider also moves on a page without a kernel.
 *
 * @throws OptionError if there are no values, or if the pictures have different numbers of curves.
 *
 * @example
 * plot.slider([0.5, 1, 2], (a) => plot.line((x) => Math.tanh(a * x)), { label: "steepness" });
 */
export function slider<T extends number | string>(
  values: readonly T[],
  draw: (value: T, index: number) => Figure,
  options?: SliderOptions,
): Figure {
  const {
    label = "frame",
    interval = 500,
    title,
    alt,
    height,
  } = checkOptions("plot.slider", options, 'title: "A title", alt, height#, label, interval#');
  const figures = values.map(draw);
  const first = figures[0];
  if (first === undefined) {
    throw new OptionError("plot.slider: expected one value or more, got none; try [0, 1, 2]");
  }
  const uneven = figures.findIndex((figure) => figure.data.length !== first.data.length);
  if (uneven >= 0) {
    throw new OptionError(
      `plot.slider: expected ${first.data.length} traces in each picture, got ${figures[uneven]?.data.length} at ` +
        `${label} ${values[uneven]}; try drawing the same curves for every value`,
    );
  }
  const names = values.map(String);
  const titled = title === undefined ? first.layout : withTitle(first.layout, title);
  const base = height ?? (typeof titled.height === "number" ? titled.height : 360);
  return new Figure({
    title: title ?? stripTags(first.title),
    alt: alt ?? describe(figures, names, label),
    data: first.data,
    layout: withSlider({ ...withHeight(titled, base), ...commonRanges(figures) }, names, {
      label,
      interval,
      below: hasLowColorBar(first) ? lowColorBarHeight : 0,
    }),
    frames: makeFrames(figures, names),
    config: first.config as JsonObject,
  });
}

function describe(figures: readonly Figure[], names: readonly string[], label: string): string {
  const first = figures[0]?.alt ?? "";
  const last = figures.at(-1)?.alt ?? "";
  const range = `A slider moves ${label} from ${names[0]} to ${names.at(-1)}.`;
  if (figures.length === 1 || first === last) return `${range} ${first}`;
  return `${range} At ${label} ${names[0]}: ${first} At ${label} ${names.at(-1)}: ${last}`;
}

interface SliderPlace {
  readonly label: string;
  readonly interval: number;
  /** What stands between the x axis and the slider, in pixels. */
  readonly below?: number;
}

function hasLowColorBar(figure: Figure): boolean {
  return figure.data.some((trace) => (trace.colorbar as JsonObject | undefined)?.orientation === "h");
}

/** A layout with a slider: Plotly's controls, room for them, and what the page's own controls read. */
export function withSlider(
  layout: JsonObject,
  names: readonly string[],
  { label, interval, below = 0 }: SliderPlace,
): JsonObject {
  const height = typeof layout.height === "number" ? layout.height : 360;
  return {
    ...withHeight(layout, height + sliderHeight),
    meta: { controls: sliderHeight, label, interval },
    ...plotlyControls(names, { label, interval, below, margin: layout.margin as Margins | undefined }),
  };
}

interface Margins {
  readonly l?: number;
  readonly r?: number;
  readonly b?: number;
}

/** What half a slider's end label takes beyond the plot's margin, which would be cut off. */
function labelRoom(name: string, margin = 0): number {
  return Math.max(0, Math.ceil(3.4 * textWidth(shorten(name)) + 4 - margin));
}

/** Each frame carries only the attributes that are not the same in all pictures. */
function makeFrames(figures: readonly Figure[], names: readonly string[]): Frame[] {
  const count = figures[0]?.data.length ?? 0;
  const moving = Array.from({ length: count }, (_, trace) =>
    changingKeys(figures.map((figure) => figure.data[trace] as Trace)),
  );
  const traces = moving.flatMap((keys, trace) => (keys.length > 0 ? [trace] : []));
  const layoutKeys = changingKeys(figures.map((figure) => figure.layout)).filter(
    (key) => !isAxis(key) && !fixed.has(key),
  );
  return figures.map((figure, index) => ({
    name: names[index] ?? String(index),
    traces,
    data: traces.map((trace) => pick(figure.data[trace] as Trace, moving[trace] ?? [])),
    ...(layoutKeys.length > 0 ? { layout: pick(figure.layout, layoutKeys) } : {}),
  }));
}

/** What a picture of its own adapts to its title and legend; with a slider the first picture's room stays. */
const fixed = new Set(["height", "margin", "legend"]);

function changingKeys(objects: readonly JsonObject[]): string[] {
  const keys = new Set(objects.flatMap((object) => Object.keys(object)));
  return [...keys].filter((key) => new Set(objects.map((object) => JSON.stringify(object[key]))).size > 1);
}

function pick(object: JsonObject, keys: readonly string[]): JsonObject {
  return Object.fromEntries(keys.map((key) => [key, object[key] ?? null]));
}

function isAxis(key: string): boolean {
  return /^[xy]axis\d*$/.test(key);
}

/** Axes with the range that holds every picture, so that the curves move and the axes do not. */
function commonRanges(figures: readonly Figure[]): JsonObject {
  const layout = figures[0]?.layout ?? {};
  const axes: Record<string, JsonObject> = {};
  const ids = new Set(figures[0]?.data.flatMap((trace) => [axisKey(trace, "x"), axisKey(trace, "y")]));
  for (const key of ids) {
    const own = layout[key] as JsonObject | undefined;
    if (own === undefined) continue;
    const range = own.range === undefined ? dataRange(figures, key, own) : givenRange(figures, key);
    if (range === undefined) continue;
    axes[key] = { ...own, ...(own.type === "log" ? logTicks(range) : {}), range };
  }
  return axes;
}

function axisKey(trace: JsonObject, letter: "x" | "y"): string {
  const id = trace[`${letter}axis`];
  return `${letter}axis${typeof id === "string" ? id.slice(1) : ""}`;
}

function givenRange(figures: readonly Figure[], key: string): [number, number] | undefined {
  const ranges = figures.map(
    (figure) => (figure.layout[key] as JsonObject | undefined)?.range as number[] | undefined,
  );
  const found = extent(ranges.flatMap((range) => range ?? []));
  const first = ranges[0];
  if (found === undefined || first === undefined) return undefined;
  return (first[0] ?? 0) > (first[1] ?? 0) ? [found[1], found[0]] : found;
}

function dataRange(figures: readonly Figure[], key: string, axis: JsonObject): [number, number] | undefined {
  const letter = key[0] as "x" | "y";
  const numbers: number[] = [];
  for (const figure of figures) {
    for (const trace of figure.data) {
      if (axisKey(trace, letter) !== key) continue;
      const values = trace[letter];
      if (trace.type !== "scatter" && trace.type !== "bar") return undefined;
      if (!Array.isArray(values)) return undefined;
      for (const value of values) if (typeof value === "number") numbers.push(value);
      if (trace.type === "bar" && letter === "y") numbers.push(0);
      if (values.some((value) => typeof value === "string")) return undefined;
    }
  }
  const log = axis.type === "log";
  const found = extent(log ? numbers.filter((value) => value > 0).map(Math.log10) : numbers);
  if (found === undefined) return undefined;
  const [low, high] = found;
  const pad = 0.05 * (high - low || 1);
  const fromZero = letter === "y" && !log && low === 0;
  return [fromZero ? 0 : low - pad, high + pad];
}

/** Plotly's own slider and buttons, for the places that draw the figure without its HTML. */
function plotlyControls(
  names: readonly string[],
  {
    label,
    interval,
    below,
    margin,
  }: SliderPlace & { readonly below: number; readonly margin: Margins | undefined },
): JsonObject {
  // What a chart has below its plot: an axis with its name, a color bar.
  const under = (margin?.b ?? 0) + below;
  const still = { mode: "immediate", frame: { duration: 0, redraw: true }, transition: { duration: 0 } };
  const moving = {
    mode: "immediate",
    fromcurrent: true,
    frame: { duration: interval, redraw: true },
    transition: { duration: 0 },
  };
  return {
    sliders: [
      {
        active: 0,
        pad: {
          t: under + 28,
          l: labelRoom(names[0] ?? "", margin?.l),
          r: labelRoom(names.at(-1) ?? "", margin?.r),
        },
        currentvalue: { prefix: `${label}: `, xanchor: "right" },
        tickcolor: "rgba(128,128,128,0.6)",
        bgcolor: "rgba(128,128,128,0.25)",
        bordercolor: "rgba(128,128,128,0.6)",
        steps: names.map((name) => ({
          label: shorten(name),
          value: name,
          method: "animate",
          args: [[name], still],
        })),
      },
    ],
    updatemenus: [
      {
        type: "buttons",
        direction: "left",
        showactive: false,
        x: 0,
        xanchor: "left",
        y: 0,
        yanchor: "top",
        pad: { t: under + 12 },
        bgcolor: "rgba(128,128,128,0.15)",
        bordercolor: "rgba(128,128,128,0.6)",
        buttons: [
          { label: "Play", method: "animate", args: [null, moving] },
          { label: "Pause", method: "animate", args: [[null], still] },
        ],
      },
    ],
  };
}

function shorten(name: string): string {
  const value = Number(name);
  return name !== "" && Number.isFinite(value) ? formatNumber(value, 3) : name;
}
