import type { Json, JsonObject, Trace } from "../json.js";
import { faint, neutral } from "../palette.js";
import { textWidth } from "../text.js";
import { along, listOf, numberOf, objectOf, textOf } from "./attributes.js";
import { drawColorBar, drawField, drawImage, type Plane } from "./field.js";
import { drawLegend, legendHeight } from "./legend.js";
import { drawAnnotation, drawBars, drawScatter } from "./marks.js";
import { onOneLine, pixelAt, pixelOf, type Range, rangeOf, type Scale, ticksOf } from "./scale.js";
import { element, px, textAt } from "./svg.js";

/** What a picture is drawn from. */
export interface Drawn {
  readonly title: string;
  readonly alt: string;
  readonly data: readonly Trace[];
  readonly layout: JsonObject;
}

/** Options of {@link drawPicture}. */
export interface PictureOptions {
  /** In pixels. Default: 640. */
  readonly width?: number;
  /** The color of text: `currentColor` where the picture stands in a page. Default: the grey of all charts. */
  readonly ink?: string;
}

/** A figure as SVG, and where its first plot lies on it. */
export interface Picture {
  readonly svg: string;
  readonly width: number;
  readonly height: number;
  readonly x: Scale;
  readonly y: Scale;
}

const titleSize = 15;
const lineHeight = 20;
const barHeight = 50;

/**
 * Draws a figure as SVG, without Plotly: what every front end can show. Of a figure with a slider it is the first
 * frame. Drawn is what the charts of `plot` consist of; traces of other types are left out.
 */
export function drawPicture(
  figure: Drawn,
  { width: wanted = 640, ink = neutral }: PictureOptions = {},
): Picture {
  const { data, layout } = figure;
  const width = numberOf(layout.width, wanted);
  const bar = data.find(({ colorbar, showscale }) => colorbar !== undefined && showscale !== false);
  const controls = numberOf(objectOf(layout.meta).controls, 0);
  const legend = layout.showlegend === false ? [] : data.filter(isInLegend);
  const title = textOf(objectOf(layout.title).text, figure.title);
  const lines = title === "" ? 0 : title.split("<br>").length;
  const margin = objectOf(layout.margin);
  const head = 14 + lines * lineHeight;
  // The layout keeps one row for a legend; on a narrow picture it may need more.
  const rows = legendHeight(legend, width);
  const top = Math.max(numberOf(margin.t, 40), head + rows) + (rows > 0 ? 4 : 0);
  const isLow = objectOf(bar?.colorbar).orientation === "h";
  const height = numberOf(layout.height, 360) - controls + (bar !== undefined && !isLow ? barHeight : 0);
  const ranges = axesOf(data, layout);
  const area = {
    left: leftOf(ranges, numberOf(margin.l, 48)),
    right: width - numberOf(margin.r, 16),
    top,
    bottom: height - lowestOf(ranges, numberOf(margin.b, 44), width) - (bar === undefined ? 0 : barHeight),
  };
  const scales = placed(ranges, layout, area);
  const first = { x: scales.get(first_(data, "x"))!, y: scales.get(first_(data, "y"))! };
  const parts = [
    ...planesOf(data).map(([x, y]) => drawAxes({ x: scales.get(x)!, y: scales.get(y)! }, ink)),
    ...data.map((trace, i) => drawTrace(trace, i, { data, scales, layout, ink })),
    ...listOf(layout.annotations).map((note) =>
      drawAnnotation(objectOf(note), (ref, axis, value) => annotated(ref, axis, value, { scales, area }), {
        ink,
        neutral,
      }),
    ),
    title === "" ? "" : textAt(title, [width / 2, 12 + titleSize], { size: titleSize, color: ink }),
    drawLegend(legend, { width, top: head, ink }),
    bar === undefined
      ? ""
      : drawColorBar(bar, { left: width / 2 - 120, top: height - barHeight + 20, width: 240, ink }),
  ];
  const label = `${figure.title}: ${figure.alt}`;
  const size = { width, height, viewBox: `0 0 ${px(width)} ${px(height)}` };
  const attributes = { xmlns: "http://www.w3.org/2000/svg", ...size, role: "img", "aria-label": label };
  const svg = element("svg", { ...attributes, "font-family": "system-ui, sans-serif" }, parts.join(""));
  return { svg, width, height, ...first };
}

function isInLegend(trace: JsonObject): boolean {
  return (
    trace.showlegend !== false && trace.type !== "image" && textOf(trace.name) !== "" && trace.z === undefined
  );
}

/** The names of a trace's axes in the layout: `xaxis`, `yaxis2`. */
const axisName = (trace: JsonObject, axis: "x" | "y"): string =>
  `${axis}axis${textOf(trace[`${axis}axis`], axis).slice(1)}`;

const first_ = (data: readonly Trace[], axis: "x" | "y"): string =>
  data[0] === undefined ? `${axis}axis` : axisName(data[0], axis);

/** Each pair of axes that a trace is drawn on, once. */
function planesOf(data: readonly Trace[]): (readonly [string, string])[] {
  const names = new Set(data.map((trace) => `${axisName(trace, "x")} ${axisName(trace, "y")}`));
  return [...names].map((pair) => pair.split(" ") as [string, string]);
}

/** The range of each axis that something is drawn on, or that the layout names. */
function axesOf(data: readonly Trace[], layout: JsonObject): Map<string, Range> {
  const ranges = new Map<string, Range>();
  const named = Object.keys(layout).filter((name) => /^[xy]axis\d*$/.test(name));
  for (const name of new Set([...named, ...planesOf(data).flat(), "xaxis", "yaxis"])) {
    const axis = name[0] as "x" | "y";
    const traces = data.filter((trace) => axisName(trace, axis) === name);
    const isSpread = traces.some(({ mode }) => textOf(mode).includes("markers"));
    const onlyFields =
      traces.length > 0 && traces.every(({ z, type }) => z !== undefined || type === "image");
    ranges.set(
      name,
      rangeOf(objectOf(layout[name]), {
        values: traces.flatMap((trace) => valuesOf(trace, axis)),
        onZero: axis === "y" && traces.some(({ type }) => type === "bar"),
        pad: onlyFields ? 0 : axis === "y" || isSpread ? 0.06 : 0,
      }),
    );
  }
  return ranges;
}

/** The values that an axis has to hold for a trace. */
function valuesOf(trace: JsonObject, axis: "x" | "y"): readonly Json[] {
  const z = listOf(trace.z);
  if (z.length > 0) {
    const places = along(trace, axis, axis === "y" ? z.length : listOf(z[0]).length);
    const [a, b] = [places[0], places[1]];
    // Cells reach half a step beyond their middles.
    const half = typeof a === "number" && typeof b === "number" && trace.type === "heatmap" ? (b - a) / 2 : 0;
    const last = places.at(-1);
    return half === 0 || typeof a !== "number" || typeof last !== "number" ? places : [a - half, last + half];
  }
  if (trace.type === "bar" && axis === "y") {
    const error = objectOf(trace.error_y);
    return listOf(trace.y).flatMap((value, i) =>
      typeof value === "number"
        ? [value + numberOf(listOf(error.array)[i], 0), value - numberOf(listOf(error.arrayminus)[i], 0)]
        : [],
    );
  }
  const count = listOf(trace.y).length;
  const places = axis === "x" ? along(trace, "x", count) : listOf(trace.y);
  if (trace.type !== "bar") return places;
  const half = numberOf(trace.width, 0) / 2;
  return half === 0
    ? places
    : places.flatMap((value) => (typeof value === "number" ? [value - half, value + half] : []));
}

interface Area {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Room for the numbers and the name of the y axis. */
function leftOf(ranges: ReadonlyMap<string, Range>, margin: number): number {
  const range = ranges.get("yaxis")!;
  if (range.axis.visible === false || range.axis.showticklabels === false) return margin;
  const widest = widestOf(ticksOf(range, 6).map(({ text }) => text));
  return Math.max(margin, 18 + widest * letter + (nameOf(range) === "" ? 0 : 20));
}

/** Room for the numbers and the name of the x axis. */
function lowestOf(ranges: ReadonlyMap<string, Range>, margin: number, width: number): number {
  const range = ranges.get("xaxis")!;
  if (range.axis.visible === false || range.axis.showticklabels === false) return margin;
  const words = wordsOf(range);
  const turned = isCrowded(words, width - 80) ? widestOf(words) * letter * slant : 0;
  return Math.max(margin, (nameOf(range) === "" ? 30 : 48) + turned);
}

/** The width of a letter, and how much of its length a turned word takes upright. */
const letter = 6.6;
const slant = 0.6;

const widestOf = (words: readonly string[]): number => Math.max(0, ...words.map(textWidth));

/** What stands on an axis of categories. */
const wordsOf = (range: Range): readonly string[] =>
  range.categories.length === 0 ? [] : ticksOf(range, 0).map(({ text }) => text);

/** Whether words side by side would run into each other: then they are turned. */
function isCrowded(words: readonly string[], width: number): boolean {
  return words.length > 1 && (widestOf(words) + 1) * letter > width / words.length;
}

const nameOf = ({ axis }: Range): string => onOneLine(textOf(objectOf(axis.title).text));

/** Gives each axis its pixels, and those that are tied the same length for the same number. */
function placed(ranges: ReadonlyMap<string, Range>, layout: JsonObject, area: Area): Map<string, Scale> {
  const scales = new Map<string, Scale>();
  for (const [name, range] of ranges) {
    const [low, high] = [
      numberOf(listOf(range.axis.domain)[0], 0),
      numberOf(listOf(range.axis.domain)[1], 1),
    ];
    const at = (part: number): number =>
      name.startsWith("x")
        ? area.left + part * (area.right - area.left)
        : area.bottom - part * (area.bottom - area.top);
    scales.set(name, { ...range, start: at(low), end: at(high) });
  }
  const [x, y] = [scales.get("xaxis")!, scales.get("yaxis")!];
  const isTied = x.axis.scaleanchor !== undefined || y.axis.scaleanchor !== undefined;
  if (!isTied) return scales;
  const unit = ({ from, to, start, end }: Scale): number => Math.abs((end - start) / (to - from));
  const size = Math.min(unit(x), unit(y));
  scales.set("xaxis", shrunk(x, size, 0.5));
  scales.set("yaxis", shrunk(y, size, objectOf(layout.yaxis).constraintoward === "top" ? 1 : 0.5));
  return scales;
}

/** A scale on which 1 is `unit` pixels long, at the middle of its place or at one of its ends. */
function shrunk(scale: Scale, unit: number, toward: number): Scale {
  const { from, to, start, end } = scale;
  const length = Math.sign(end - start) * unit * Math.abs(to - from);
  const begin = start + (end - start - length) * toward;
  return { ...scale, start: begin, end: begin + length };
}

interface Around {
  readonly data: readonly Trace[];
  readonly scales: ReadonlyMap<string, Scale>;
  readonly layout: JsonObject;
  readonly ink: string;
}

function drawTrace(trace: Trace, index: number, { data, scales, layout, ink }: Around): string {
  const plane: Plane = { x: scales.get(axisName(trace, "x"))!, y: scales.get(axisName(trace, "y"))! };
  if (trace.type === "scatter") {
    const drawn = drawScatter(trace, plane, { ink, neutral });
    return trace.cliponaxis === false || textOf(trace.mode).includes("text") ? drawn : clipped(drawn, plane);
  }
  if (trace.type === "image") return drawImage(trace, plane);
  if (trace.type === "heatmap" || trace.type === "contour") return clipped(drawField(trace, plane), plane);
  if (trace.type !== "bar") return "";
  const groupOf = (one: Trace): string => textOf(one.offsetgroup, String(data.indexOf(one)));
  const beside = data.filter((one) => one.type === "bar" && axisName(one, "x") === axisName(trace, "x"));
  const groups = [...new Set(beside.map(groupOf))];
  const place = {
    index: groups.indexOf(groupOf(data[index]!)),
    count: groups.length,
    gap: numberOf(layout.bargap, 0.2),
  };
  return drawBars(trace, plane, place, { ink, neutral });
}

/** What lies beyond the ends of the axes is cut off: by an SVG within, which needs no name as a clip path does. */
function clipped(content: string, { x, y }: Plane): string {
  const [left, top] = [Math.min(x.start, x.end), Math.min(y.start, y.end)];
  const [width, height] = [Math.abs(x.end - x.start), Math.abs(y.end - y.start)];
  const viewBox = [left, top, width, height].map(px).join(" ");
  return content === "" ? "" : element("svg", { x: left, y: top, width, height, viewBox }, content);
}

function annotated(
  ref: Json,
  axis: "x" | "y",
  value: Json,
  { scales, area }: { readonly scales: ReadonlyMap<string, Scale>; readonly area: Area },
): number {
  if (ref === "paper") {
    const part = numberOf(value, 0);
    return axis === "x"
      ? area.left + part * (area.right - area.left)
      : area.bottom - part * (area.bottom - area.top);
  }
  const scale = scales.get(`${axis}axis${textOf(ref).slice(1)}`);
  return scale === undefined ? Number.NaN : pixelOf(scale, value);
}

function drawAxes({ x, y }: Plane, ink: string): string {
  return `${drawAxis(x, y, { flat: true, ink })}${drawAxis(y, x, { flat: false, ink })}`;
}

/** Grid lines, numbers and name of one axis, which lies flat or stands upright, where it crosses `other`. */
function drawAxis(
  scale: Scale,
  other: Scale,
  { flat, ink }: { readonly flat: boolean; readonly ink: string },
): string {
  const { axis, start, end } = scale;
  if (axis.visible === false) return "";
  const length = Math.abs(end - start);
  const ticks = ticksOf(scale, Math.max(2, flat ? length / 70 : length / 45));
  const across = (at: number): string =>
    flat
      ? `M${px(at)} ${px(other.start)}L${px(at)} ${px(other.end)}`
      : `M${px(other.start)} ${px(at)}L${px(other.end)} ${px(at)}`;
  const grid =
    axis.showgrid === false ? "" : ticks.map(({ place }) => across(pixelAt(scale, place))).join("");
  const parts = [grid === "" ? "" : element("path", { d: grid, stroke: faint, fill: "none" })];
  if (axis.showline === true) {
    const [a, b] = flat
      ? [`M${px(start)} ${px(other.start)}`, `L${px(end)} ${px(other.start)}`]
      : [`M${px(other.start)} ${px(start)}`, `L${px(other.start)} ${px(end)}`];
    parts.push(element("path", { d: `${a}${b}`, stroke: neutral, fill: "none" }));
  }
  if (axis.showticklabels !== false) {
    const turned = flat && isCrowded(wordsOf(scale), length);
    for (const { place, text } of ticks) {
      const at = pixelAt(scale, place);
      parts.push(
        flat
          ? turned
            ? textAt(text, [at + 4, other.start + 14], { color: ink, anchor: "end", turn: -37 })
            : textAt(text, [at, other.start + 16], { color: ink })
          : textAt(text, [other.start - 7, at + 4], { color: ink, anchor: "end" }),
      );
    }
    const widest = widestOf(ticks.map(({ text }) => text));
    const below = turned ? 22 + widest * letter * slant : 36;
    const middle = (start + end) / 2;
    parts.push(
      flat
        ? textAt(nameOf(scale), [middle, other.start + below], { color: ink })
        : textAt(nameOf(scale), [other.start - 16 - widest * letter, middle], { color: ink, turn: -90 }),
    );
  }
  return parts.join("");
}
