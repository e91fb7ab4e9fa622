import { OptionError, ShapeError } from "../errors.js";
import { checkOptions, quoted } from "../given.js";
import { Figure } from "./figure.js";
import type { Trace } from "./json.js";
import { type ChartOptions, chartLayout, lowRows } from "./layout.js";
import { neutral } from "./palette.js";
import { indexedPng } from "./png.js";
import { countOf, formatNumber, textWidth, wrapText } from "./text.js";
import {
  checkCount,
  checkRange,
  extent,
  isTensorLike,
  shapeText,
  type TensorLike,
  toFlat,
} from "./values.js";

/** Pictures: a tensor, or nested arrays [N, height, width] or [N, height · width]. */
export type Pictures = TensorLike | readonly ArrayLike<number>[] | readonly (readonly ArrayLike<number>[])[];

export interface ImagesOptions extends ChartOptions {
  /** A text over each picture. */
  readonly labels?: readonly (string | number)[];
  /** Pictures in a row. Default: up to 8, up to 5 with labels. */
  readonly columns?: number;
  /** [height, width] of each picture, where the rows are flat. Default: square. */
  readonly size?: readonly [number, number];
  /** The values drawn as black and as white. Default: the least and the greatest value. */
  readonly range?: readonly [number, number];
}

const mostPictures = 64;
/** The plot's width on a narrow page; pictures are drawn at the scale that fits there, and no larger. */
const narrowPlot = 340;
const gap = 2;
const transparent = 255;

/**
 * Grey pictures side by side.
 *
 * `pictures` [N, height, width], [N, height, width, 1] or [N, height · width] with `size`; at most 64.
 *
 * @throws ShapeError if the shape is none of these; OptionError for no picture, more than 64, labels that do
 * not match, or a range that is upside down.
 *
 * @example
 * plot.images([[0, 1, 1, 0], [1, 0, 0, 1]], { labels: ["one", "other"] });
 */
export function images(pictures: Pictures, options?: ImagesOptions): Figure {
  const {
    labels,
    columns,
    size,
    range,
    title = "Pictures",
    alt,
    height,
  } = checkOptions("plot.images", options, 'title: "A title", alt, height#, labels, columns#, size, range');
  const { tiles, tall, wide } = splitPictures(pictures, size);
  if (labels !== undefined && labels.length !== tiles.length) {
    throw new OptionError(
      `${where}: expected ${tiles.length} labels, got ${labels.length}; try one label for each picture`,
    );
  }
  const most = labels === undefined ? 8 : 5;
  const across = Math.min(tiles.length, checkCount(columns ?? most, where, { least: 1, most: mostPictures }));
  const down = Math.ceil(tiles.length / across);
  const total = across * (wide + gap) - gap;
  const scale = Math.min(narrowPlot / total, 10);
  const texts = labels?.map((label) => fitLabel(String(label), (wide + gap) * scale));
  const lines = Math.max(0, ...(texts ?? []).map((text) => text.split("<br>").length));
  const above = texts === undefined ? 0 : Math.ceil((lines * 14 + 6) / scale);
  const pitch = tall + gap + above;
  const mosaic = new Uint8Array(total * (down * pitch)).fill(transparent);
  const [dark, light] = checkRange(range ?? pictureRange(tiles), where);
  tiles.forEach((tile, index) => {
    const left = (index % across) * (wide + gap);
    const top = Math.floor(index / across) * pitch + above;
    tile.forEach((value, pixel) => {
      const shade = Math.round((254 * (value - dark)) / (light - dark));
      const at = (top + Math.floor(pixel / wide)) * total + left + (pixel % wide);
      mosaic[at] = Math.max(0, Math.min(254, Number.isNaN(shade) ? 0 : shade));
    });
  });
  const data: Trace[] = [{ type: "image", source: indexedPng(mosaic, total, greys()), hoverinfo: "skip" }];
  if (texts !== undefined) {
    data.push({
      type: "scatter",
      mode: "text",
      x: texts.map((_, index) => (index % across) * (wide + gap) + (wide - 1) / 2),
      y: texts.map((_, index) => Math.floor(index / across) * pitch + above - 0.5),
      text: texts,
      textposition: "top center",
      textfont: { size: 11, color: neutral },
      cliponaxis: false,
      hoverinfo: "skip",
    });
  }
  const hidden = { visible: false, constrain: "domain", fixedrange: true };
  return new Figure({
    title,
    alt: alt ?? describe(tiles.length, tall, wide, labels),
    data,
    layout: chartLayout({
      title,
      height: height ?? Math.round(down * pitch * scale) + 56,
      bottom: 12,
      left: 8,
      right: 8,
      rest: {
        ...lowRows,
        xaxis: { ...hidden, range: [-0.5, total - 0.5] },
        yaxis: { ...hidden, range: [down * pitch - 0.5, -0.5], scaleanchor: "x" },
      },
    }),
  });
}

const where = "plot.images";

function splitPictures(
  pictures: Pictures,
  size: readonly [number, number] | undefined,
): { readonly tiles: number[][]; readonly tall: number; readonly wide: number } {
  const shape = isTensorLike(pictures) ? pictures.shape : nestedShape(pictures);
  const squeezed = shape.length === 4 && shape[3] === 1 ? shape.slice(0, 3) : shape;
  const [count = 0, first = 0, second] = squeezed;
  const side = Math.sqrt(first);
  const sides = second !== undefined ? [first, second] : (size ?? [side, side]);
  const [tall = 0, wide = 0] = sides;
  const fits = squeezed.length === 3 || (squeezed.length === 2 && tall * wide === first);
  if (!fits || !Number.isInteger(tall) || !Number.isInteger(wide)) {
    throw new ShapeError(
      `${where}: expected pictures [N, height, width], got shape ${shapeText(shape)}; try .reshape([N, height, width]), or { size: [height, width] } for flat ones`,
    );
  }
  if (count < 1 || count > mostPictures || tall * wide === 0) {
    throw new OptionError(
      `${where}: expected from 1 to ${mostPictures} pictures, got ${quoted(count)}; try the first 25`,
    );
  }
  const flat = isTensorLike(pictures)
    ? toFlat(pictures, where)
    : pictures.flatMap((one) => toFlat(one, where));
  if (flat.length !== count * tall * wide) {
    throw new ShapeError(
      `${where}: expected ${count} pictures of ${tall} × ${wide}, got ${flat.length} values; try pictures of one size`,
    );
  }
  const tiles = Array.from({ length: count }, (_, index) =>
    flat.slice(index * tall * wide, (index + 1) * tall * wide),
  );
  return { tiles, tall, wide };
}

function nestedShape(value: unknown): number[] {
  if (typeof value !== "object" || value === null || !("length" in value)) return [];
  const list = value as ArrayLike<unknown>;
  return [list.length, ...nestedShape(list[0])];
}

function pictureRange(tiles: readonly (readonly number[])[]): [number, number] {
  const [low, high] = extent(tiles.flat()) ?? [0, 1];
  return low === high ? [low - 1, low + 1] : [low, high];
}

/** A label in lines that fit over its picture; what does not fit on two lines is cut. */
function fitLabel(label: string, pixels: number): string {
  const columns = Math.max(3, Math.floor(pixels / 6.4));
  const lines = wrapText(label, columns).split("<br>").slice(0, 2);
  return lines
    .map((line) => (drawnWidth(line) > columns ? `${line.slice(0, columns - 1)}…` : line))
    .join("<br>");
}

/** Letters and signs that take little more than half of an average letter: "T-shirt/top" is full of them. */
const narrow = /[fijlrtI.,:;'|/()! -]/g;

const drawnWidth = (text: string): number => textWidth(text) - 0.4 * (text.match(narrow) ?? []).length;

function greys(): [number, number, number, number][] {
  const shades = Array.from({ length: 255 }, (_, shade): [number, number, number, number] => {
    const level = Math.round((shade * 255) / 254);
    return [level, level, level, 255];
  });
  return [...shades, [0, 0, 0, 0]];
}

function describe(
  count: number,
  tall: number,
  wide: number,
  labels: readonly (string | number)[] | undefined,
): string {
  const text = `${countOf(count, "picture")} of ${formatNumber(tall)} × ${formatNumber(wide)} pixels`;
  return labels === undefined ? `${text}.` : `${text}: ${labels.join(", ")}.`;
}
