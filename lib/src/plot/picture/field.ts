import type { Json, JsonObject } from "../json.js";
import { indexedPng } from "../png.js";
import { formatNumber } from "../text.js";
import { along, eachOf, listOf, numberOf, objectOf, textOf } from "./attributes.js";
import { colorTable, inkOn } from "./colors.js";
import { pixelAt, placeOf, type Scale } from "./scale.js";
import { element, px, textAt } from "./svg.js";

/** The two scales that a trace is drawn on. */
export interface Plane {
  readonly x: Scale;
  readonly y: Scale;
}

/** A heatmap, or the ground and the lines of a contour plot. */
export function drawField(trace: JsonObject, plane: Plane): string {
  const z = listOf(trace.z).map((row) => listOf(row));
  const [rows, columns] = [z.length, z[0]?.length ?? 0];
  if (rows === 0 || columns === 0) return "";
  const xs = along(trace, "x", columns).map((value) => placeOf(plane.x, value));
  const ys = along(trace, "y", rows).map((value) => placeOf(plane.y, value));
  const smooth = trace.type === "contour";
  const shown = { trace, z, xs, ys, plane };
  return `${ground(shown, smooth)}${smooth ? contourLines(shown) : cellTexts(shown)}`;
}

interface Shown {
  readonly trace: JsonObject;
  readonly z: readonly (readonly Json[])[];
  readonly xs: readonly number[];
  readonly ys: readonly number[];
  readonly plane: Plane;
}

/** What the colors stand for: the least and the greatest value. */
export function limitsOf(trace: JsonObject): readonly [number, number] {
  const values = listOf(trace.z)
    .flatMap(listOf)
    .filter((value) => typeof value === "number");
  const low = values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const high = values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  return [numberOf(trace.zmin, low), numberOf(trace.zmax, high)];
}

/** The cells as one picture of a pixel each, which the browser stretches: smoothly for a contour plot. */
function ground({ trace, z, xs, ys, plane }: Shown, smooth: boolean): string {
  const [low, high] = limitsOf(trace);
  const table = colorTable(trace.colorscale);
  const [rows, columns] = [z.length, z[0]!.length];
  const step = (places: readonly number[]): number => (places.length > 1 ? places[1]! - places[0]! : 1);
  const ends = (scale: Scale, places: readonly number[]): readonly [number, number] => [
    pixelAt(scale, places[0]! - step(places) / 2),
    pixelAt(scale, places.at(-1)! + step(places) / 2),
  ];
  const [left, right] = ends(plane.x, xs);
  const [first, last] = ends(plane.y, ys);
  const flipX = right < left;
  const flipY = last < first;
  const pixels = new Uint8Array(rows * columns);
  for (const [r, row] of z.entries()) {
    for (const [c, value] of row.entries()) {
      const share = typeof value === "number" ? (value - low) / (high - low || 1) : Number.NaN;
      const at = (flipY ? rows - 1 - r : r) * columns + (flipX ? columns - 1 - c : c);
      // The last color of the table is kept for gaps.
      pixels[at] = Number.isNaN(share) ? 255 : Math.round(254 * Math.min(1, Math.max(0, share)));
    }
  }
  const colors = table.map(([r, g, b], i) => [r, g, b, i === 255 ? 0 : 255] as const);
  return element("image", {
    href: indexedPng(pixels, columns, colors),
    x: Math.min(left, right),
    y: Math.min(first, last),
    width: Math.abs(right - left),
    height: Math.abs(last - first),
    preserveAspectRatio: "none",
    style: smooth ? undefined : "image-rendering:pixelated",
  });
}

function cellTexts({ trace, z, xs, ys, plane }: Shown): string {
  const template = textOf(trace.texttemplate);
  if (template === "") return "";
  const [low, high] = limitsOf(trace);
  const table = colorTable(trace.colorscale);
  const size = numberOf(objectOf(trace.textfont).size, 11);
  return z
    .flatMap((row, r) =>
      row.map((value, c) => {
        const own = eachOf(eachOf(trace.text, r), c);
        const text = template.includes("%{text}")
          ? textOf(own)
          : typeof value === "number"
            ? formatNumber(value, 3)
            : "";
        const share = typeof value === "number" ? (value - low) / (high - low || 1) : 0;
        const color = inkOn(table[Math.round(254 * Math.min(1, Math.max(0, share)))]!);
        const point = [pixelAt(plane.x, xs[c]!), pixelAt(plane.y, ys[r]!) + size / 3] as const;
        return text === "" ? "" : textAt(text, point, { size, color });
      }),
    )
    .join("");
}

/** The lines of equal height: where each crosses the sides of each cell (marching squares). */
function contourLines({ trace, z, xs, ys, plane }: Shown): string {
  const { start, end, size } = objectOf(trace.contours);
  const line = objectOf(trace.line);
  const [low, high, step] = [numberOf(start, 0), numberOf(end, -1), numberOf(size, 1)];
  const count = Math.min(40, Math.floor((high - low) / step + 1e-6) + 1);
  let path = "";
  for (let level = 0; level < count; level++) {
    const height = low + level * step;
    for (let r = 0; r + 1 < z.length; r++) {
      for (let c = 0; c + 1 < xs.length; c++) path += crossing({ z, xs, ys, plane, r, c, height });
    }
  }
  if (path === "") return "";
  return element("path", {
    d: path,
    fill: "none",
    stroke: textOf(line.color, "#222222"),
    "stroke-width": numberOf(line.width, 1),
  });
}

interface Square extends Omit<Shown, "trace"> {
  readonly r: number;
  readonly c: number;
  readonly height: number;
}

/** The piece of a line of one height in one square between four values. */
function crossing({ z, xs, ys, plane, r, c, height }: Square): string {
  const corners = [
    [r, c],
    [r, c + 1],
    [r + 1, c + 1],
    [r + 1, c],
  ] as const;
  const points: string[] = [];
  for (let side = 0; side < 4; side++) {
    const [ra, ca] = corners[side]!;
    const [rb, cb] = corners[(side + 1) % 4]!;
    const [a, b] = [z[ra]![ca], z[rb]![cb]];
    if (typeof a !== "number" || typeof b !== "number") return "";
    if (a > height === b > height) continue;
    const share = (height - a) / (b - a);
    const x = pixelAt(plane.x, xs[ca]! + share * (xs[cb]! - xs[ca]!));
    const y = pixelAt(plane.y, ys[ra]! + share * (ys[rb]! - ys[ra]!));
    points.push(`${px(x)} ${px(y)}`);
  }
  if (points.length < 2) return "";
  const second = points.length === 4 ? `M${points[2]}L${points[3]}` : "";
  return `M${points[0]}L${points[1]}${second}`;
}

/** A picture in a figure, such as digits: its pixels are units of the axes. */
export function drawImage(trace: JsonObject, { x, y }: Plane): string {
  const source = textOf(trace.source);
  if (!source.startsWith("data:image/")) return "";
  // The size stands in the PNG's header.
  const bytes = atob(source.slice(source.indexOf(",") + 1).slice(0, 64));
  const sizeAt = (at: number): number => (bytes.charCodeAt(at + 2) << 8) | bytes.charCodeAt(at + 3);
  const [width, height] = [sizeAt(16), sizeAt(20)];
  const [left, right] = [pixelAt(x, -0.5), pixelAt(x, width - 0.5)];
  const [top, bottom] = [pixelAt(y, -0.5), pixelAt(y, height - 0.5)];
  return element("image", {
    href: source,
    x: Math.min(left, right),
    y: Math.min(top, bottom),
    width: Math.abs(right - left),
    height: Math.abs(bottom - top),
    preserveAspectRatio: "none",
    style: "image-rendering:pixelated",
  });
}

/** A bar of a field's colors with the numbers at its ends, below the plot. */
export function drawColorBar(trace: JsonObject, { left, top, width, ink }: ColorBarPlace): string {
  const table = colorTable(trace.colorscale);
  const bar = objectOf(trace.colorbar);
  const [low, high] = limitsOf(trace);
  const values = listOf(bar.tickvals).length > 0 ? listOf(bar.tickvals) : [low, high];
  const texts = listOf(bar.ticktext);
  const ticks = values.map((value, i) => {
    const at = left + ((numberOf(value, low) - low) / (high - low || 1)) * width;
    const text = textOf(texts[i], typeof value === "number" ? formatNumber(value, 3) : "");
    return textAt(text, [at, top + 24], { size: 11, color: ink });
  });
  const title = textAt(textOf(objectOf(bar.title).text), [left + width / 2, top - 5], {
    size: 12,
    color: ink,
  });
  const colors = table.map(([r, g, b]) => [r, g, b, 255] as const);
  const href = indexedPng(
    Uint8Array.from(table, (_, i) => i),
    table.length,
    colors,
  );
  const place = { x: left, y: top, width, height: 10, preserveAspectRatio: "none" };
  return `${title}${element("image", { href, ...place })}${ticks.join("")}`;
}

/** Where a color bar stands. */
export interface ColorBarPlace {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly ink: string;
}
