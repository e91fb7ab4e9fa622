import type { Json, JsonObject } from "../json.js";
import { eachOf, listOf, numberOf, objectOf, textOf } from "./attributes.js";
import type { Plane } from "./field.js";
import { pixelAt, pixelOf, placeOf, type Scale } from "./scale.js";
import { element, px, type TextLook, textAt } from "./svg.js";

/** How traces are drawn that say nothing else. */
export interface Looks {
  /** The color of text. */
  readonly ink: string;
  readonly neutral: string;
}

/** A curve, points, or words at points. */
export function drawScatter(trace: JsonObject, plane: Plane, { ink, neutral }: Looks): string {
  const mode = textOf(trace.mode, "lines");
  const points = placesOf(trace, plane);
  const parts = [
    mode.includes("lines") ? lines(trace, points, plane) : "",
    mode.includes("markers")
      ? points.map((point, i) => marker(objectOf(trace.marker), point, i)).join("")
      : "",
    mode.includes("text") ? words(trace, points, { ink, neutral }) : "",
  ].join("");
  return typeof trace.opacity === "number" ? element("g", { opacity: String(trace.opacity) }, parts) : parts;
}

type Point = readonly [number, number];

function placesOf(trace: JsonObject, { x, y }: Plane): Point[] {
  const ys = listOf(trace.y);
  const xs = Array.isArray(trace.x) ? listOf(trace.x) : ys.map((_, i) => i);
  return ys.map((value, i) => [pixelOf(x, xs[i] ?? null), pixelOf(y, value)]);
}

const isPlace = ([x, y]: Point): boolean => Number.isFinite(x) && Number.isFinite(y);

const dashes: Readonly<Record<string, string>> = { dash: "8 5", dot: "2 4", dashdot: "8 4 2 4" };

function lines(trace: JsonObject, points: readonly Point[], { y }: Plane): string {
  const line = objectOf(trace.line);
  const color = textOf(line.color, "#0072B2");
  const d = points
    .map((point, i) => {
      if (!isPlace(point)) return "";
      const before = points[i - 1];
      return `${before !== undefined && isPlace(before) ? "L" : "M"}${px(point[0])} ${px(point[1])}`;
    })
    .join("");
  if (d === "") return "";
  const width = numberOf(line.width, 2);
  const stroke = { d, fill: "none", stroke: color, "stroke-width": width, "stroke-linejoin": "round" };
  const drawn =
    width > 0 ? element("path", { ...stroke, "stroke-dasharray": dashes[textOf(line.dash)] }) : "";
  if (trace.fill === undefined) return drawn;
  const toZero = trace.fill === "tozeroy" ? foot(points, y) : "";
  return element("path", { d: `${d}${toZero}Z`, fill: textOf(trace.fillcolor, color) }) + drawn;
}

/** Down to 0 at the end of a curve, and back below its beginning. */
function foot(points: readonly Point[], y: Scale): string {
  const places = points.filter(isPlace);
  const floor = pixelAt(y, 0);
  return `L${px(places.at(-1)![0])} ${px(floor)}L${px(places[0]![0])} ${px(floor)}`;
}

/** The shapes of points, within 1 of the middle. */
const shapes: Readonly<Record<string, string>> = {
  square: "-0.9,-0.9 0.9,-0.9 0.9,0.9 -0.9,0.9",
  "triangle-up": "0,-1.1 1,0.8 -1,0.8",
  diamond: "0,-1.2 1.2,0 0,1.2 -1.2,0",
  cross: "-.35,-1 .35,-1 .35,-.35 1,-.35 1,.35 .35,.35 .35,1 -.35,1 -.35,.35 -1,.35 -1,-.35 -.35,-.35",
  star: "0,-1.2 .3,-.4 1.1,-.4 .5,.15 .7,1 0,.5 -.7,1 -.5,.15 -1.1,-.4 -.3,-.4",
};

/** A point's mark; also a legend's. */
export function marker(look: JsonObject, point: Point, index: number): string {
  if (!isPlace(point)) return "";
  const [x, y] = point;
  const radius = numberOf(eachOf(look.size, index), 6) / 2;
  const line = objectOf(look.line);
  const fill = textOf(eachOf(look.color, index), "#0072B2");
  const style = {
    fill,
    "fill-opacity": typeof look.opacity === "number" ? String(look.opacity) : undefined,
    stroke: textOf(eachOf(line.color, index)) || undefined,
    "stroke-width": numberOf(line.width, 0),
  };
  const symbol = textOf(eachOf(look.symbol, index), "circle");
  if (symbol.startsWith("line-")) {
    const [dx, dy] = symbol.startsWith("line-ns") ? [0, radius] : [radius, 0];
    return element("path", { ...style, d: `M${px(x - dx)} ${px(y - dy)}L${px(x + dx)} ${px(y + dy)}` });
  }
  const isOpen = symbol.endsWith("-open");
  const look2 = isOpen
    ? { ...style, fill: "none", stroke: fill, "stroke-width": numberOf(line.width, 1.5) }
    : style;
  const corners = shapes[symbol.replace("-open", "")];
  if (corners === undefined) return element("circle", { cx: x, cy: y, r: radius, ...look2 });
  const points = corners
    .split(" ")
    .map((pair) => pair.split(",").map(Number))
    .map(([cx = 0, cy = 0]) => `${px(x + cx * radius)},${px(y + cy * radius)}`);
  return element("polygon", { points: points.join(" "), ...look2 });
}

function words(trace: JsonObject, points: readonly Point[], { ink, neutral }: Looks): string {
  const font = objectOf(trace.textfont);
  const gap = trace.mode === "text" ? 0 : numberOf(objectOf(trace.marker).size, 6) / 2 + 4;
  return points
    .map((point, i) => {
      const text = textOf(eachOf(trace.text, i));
      if (text === "" || !isPlace(point)) return "";
      const size = numberOf(eachOf(font.size, i), 12);
      const chosen = textOf(eachOf(font.color, i), neutral);
      const position = textOf(eachOf(trace.textposition, i), "middle center");
      const [dx, anchor]: [number, TextLook["anchor"]] = position.includes("left")
        ? [-gap, "end"]
        : position.includes("right")
          ? [gap, "start"]
          : [0, "middle"];
      const dy = position.includes("top") ? -gap - 2 : position.includes("bottom") ? gap + size : size * 0.35;
      return textAt(text, [point[0] + dx, point[1] + dy], {
        anchor,
        size,
        color: chosen === neutral ? ink : chosen,
      });
    })
    .join("");
}

/** Which bars stand beside which: the place of a trace's among those of one category, and how many there are. */
export interface BarPlace {
  readonly index: number;
  readonly count: number;
  /** How much of a category stays free. */
  readonly gap: number;
}

/** Upright bars, with their ranges and numbers. */
export function drawBars(trace: JsonObject, plane: Plane, place: BarPlace, { ink }: Looks): string {
  const ys = listOf(trace.y);
  const room = 1 - place.gap;
  const width = numberOf(trace.width, room / place.count);
  const offset = trace.width === undefined ? -room / 2 + place.index * width : -width / 2;
  const xs = Array.isArray(trace.x)
    ? listOf(trace.x)
    : ys.map((_, i) => numberOf(trace.x0, 0) + i * numberOf(trace.dx, 1));
  return ys
    .map((value, i) => {
      if (typeof value !== "number") return "";
      const at = placeOf(plane.x, xs[i] ?? null) + offset;
      const [left, right] = [pixelAt(plane.x, at), pixelAt(plane.x, at + width)];
      return oneBar({ trace, i, value, left, right, y: plane.y, ink });
    })
    .join("");
}

interface OneBar {
  readonly trace: JsonObject;
  readonly i: number;
  readonly value: number;
  readonly left: number;
  readonly right: number;
  readonly y: Scale;
  readonly ink: string;
}

function oneBar({ trace, i, value, left, right, y, ink }: OneBar): string {
  const within = (pixel: number): number =>
    Math.min(Math.max(pixel, Math.min(y.start, y.end)), Math.max(y.start, y.end));
  const base = y.axis.type === "log" ? y.from : 0;
  const [top, bottom] = [within(pixelOf(y, value)), within(pixelAt(y, base))];
  const color = textOf(eachOf(objectOf(trace.marker).color, i), "#0072B2");
  const rect =
    color === "rgba(0,0,0,0)"
      ? ""
      : element("rect", {
          x: left,
          y: Math.min(top, bottom),
          width: Math.max(0.5, right - left),
          height: Math.abs(bottom - top),
          fill: color,
        });
  const middle = (left + right) / 2;
  const text = textOf(eachOf(trace.text, i));
  const beyond = value < 0 && y.axis.type !== "log" ? Math.max(top, bottom) + 13 : Math.min(top, bottom) - 5;
  const words = text === "" ? "" : textAt(text, [middle, beyond], { size: 11, color: ink });
  return `${rect}${whisker(objectOf(trace.error_y), { i, value, middle, y, within })}${words}`;
}

interface Whisker {
  readonly i: number;
  readonly value: number;
  readonly middle: number;
  readonly y: Scale;
  readonly within: (pixel: number) => number;
}

/** The line from a bar's least to its greatest. */
function whisker(error: JsonObject, { i, value, middle, y, within }: Whisker): string {
  const up = eachOf(error.array, i);
  if (typeof up !== "number") return "";
  const down = numberOf(eachOf(error.arrayminus, i), up);
  const [high, low] = [within(pixelOf(y, value + up)), within(pixelOf(y, value - down))];
  const cap = numberOf(error.width, 4);
  const ends = [high, low].map((at) => `M${px(middle - cap)} ${px(at)}L${px(middle + cap)} ${px(at)}`);
  return element("path", {
    d: `M${px(middle)} ${px(high)}L${px(middle)} ${px(low)}${cap > 0 ? ends.join("") : ""}`,
    fill: "none",
    stroke: textOf(error.color, "#767676"),
    "stroke-width": numberOf(error.thickness, 1.5),
  });
}

/** An arrow or a word that the layout puts somewhere. */
export function drawAnnotation(
  note: JsonObject,
  place: (ref: Json, axis: "x" | "y", value: Json) => number,
  { ink }: Looks,
): string {
  const [x, y] = [place(note.xref ?? "x", "x", note.x ?? 0), place(note.yref ?? "y", "y", note.y ?? 0)];
  if (note.showarrow === false) {
    const size = numberOf(objectOf(note.font).size, 12);
    const lift = note.yanchor === "bottom" ? -3 : note.yanchor === "top" ? size : size * 0.35;
    const anchor = note.xanchor === "left" ? "start" : note.xanchor === "right" ? "end" : "middle";
    const at = [x + numberOf(note.xshift, 0), y - numberOf(note.yshift, 0) + lift] as const;
    const turn = typeof note.textangle === "number" ? note.textangle : undefined;
    return textAt(textOf(note.text), at, {
      size,
      anchor,
      color: ink,
      ...(turn === undefined ? {} : { turn }),
    });
  }
  const [ax, ay] = [place(note.axref ?? "x", "x", note.ax ?? 0), place(note.ayref ?? "y", "y", note.ay ?? 0)];
  const color = textOf(note.arrowcolor, "#767676");
  const length = Math.hypot(x - ax, y - ay) || 1;
  const [ux, uy] = [((x - ax) / length) * 7, ((y - ay) / length) * 7];
  const head = `M${px(x)} ${px(y)}L${px(x - ux - uy / 2)} ${px(y - uy + ux / 2)}L${px(x - ux + uy / 2)} ${px(y - uy - ux / 2)}Z`;
  return (
    element("path", {
      d: `M${px(ax)} ${px(ay)}L${px(x - ux / 2)} ${px(y - uy / 2)}`,
      stroke: color,
      "stroke-width": 1.5,
    }) + element("path", { d: head, fill: color })
  );
}
