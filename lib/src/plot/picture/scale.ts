import type { Json, JsonObject } from "../json.js";
import { formatNumber } from "../text.js";
import { listOf, numberOf, textOf } from "./attributes.js";

/** An axis on the picture: where its values lie, in pixels. */
export interface Scale {
  readonly axis: JsonObject;
  /** The values at its ends; of a log axis their logarithms. */
  readonly from: number;
  readonly to: number;
  readonly categories: readonly string[];
  /** The pixels of `from` and of `to`. */
  readonly start: number;
  readonly end: number;
}

/** A scale before it has a place. */
export type Range = Pick<Scale, "axis" | "from" | "to" | "categories">;

/** What an axis has to hold. */
export interface Held {
  readonly values: readonly Json[];
  /** Bars stand on 0. */
  readonly onZero: boolean;
  /** How much room is left at each end, as a part of the whole. */
  readonly pad: number;
}

/** The range of an axis: as the layout says, or so that all values fit. */
export function rangeOf(axis: JsonObject, { values, onZero, pad }: Held): Range {
  const words = values.filter((value) => typeof value === "string");
  if (axis.type === "category" || (axis.type === undefined && words.length > 0)) {
    const categories = [...new Set(values.filter((value) => value !== null).map((value) => textOf(value)))];
    return reversed({ axis, categories, from: -0.5, to: Math.max(1, categories.length) - 0.5 });
  }
  const isLog = axis.type === "log";
  const given = listOf(axis.range);
  if (given.length === 2) {
    return { axis, categories: [], from: numberOf(given[0], 0), to: numberOf(given[1], 1) };
  }
  const numbers = values
    .filter((value) => typeof value === "number")
    .filter((value) => Number.isFinite(value) && (!isLog || value > 0))
    .map((value) => (isLog ? Math.log10(value) : value));
  if (onZero && !isLog) numbers.push(0);
  let from = numbers.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  let to = numbers.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  if (from > to) [from, to] = [0, 1];
  if (from === to) [from, to] = [from - 1, to + 1];
  const room = pad * (to - from);
  const holdsZero = onZero || axis.rangemode === "tozero";
  return reversed({
    axis,
    categories: [],
    from: holdsZero && from >= 0 ? Math.min(from, 0) : from - room,
    to: holdsZero && to <= 0 ? Math.max(to, 0) : to + room,
  });
}

function reversed(range: Range): Range {
  return range.axis.autorange === "reversed" ? { ...range, from: range.to, to: range.from } : range;
}

/** The pixel of a value; NaN where it has none. */
export function pixelOf(scale: Scale, value: Json): number {
  return pixelAt(scale, placeOf(scale, value));
}

/** The pixel of a place on the axis: of a log axis, of a logarithm; of categories, of their number. */
export function pixelAt({ from, to, start, end }: Scale, place: number): number {
  return start + ((place - from) / (to - from)) * (end - start);
}

/** Where a value lies on its axis. */
export function placeOf({ axis, categories }: Range, value: Json): number {
  if (categories.length > 0) {
    const index = categories.indexOf(textOf(value));
    return index < 0 && typeof value === "number" ? value : index < 0 ? Number.NaN : index;
  }
  if (typeof value !== "number") return Number.NaN;
  return axis.type === "log" ? Math.log10(value) : value;
}

/** What is broken for a narrow page: a still picture is as wide as a wide page. */
export const onOneLine = (text: string): string => text.replaceAll("<br>", " ");

/** A mark on an axis. */
export interface Tick {
  readonly place: number;
  readonly text: string;
}

/** The marks of an axis, about `most` of them at most. */
export function ticksOf(range: Range, most: number): readonly Tick[] {
  const { axis, from, to, categories } = range;
  const isInside = ({ place }: Tick): boolean =>
    place >= Math.min(from, to) - 1e-9 && place <= Math.max(from, to) + 1e-9;
  const vals = listOf(axis.tickvals);
  if (vals.length > 0) {
    const texts = listOf(axis.ticktext);
    return vals
      .map((value, i) => ({ place: placeOf(range, value), text: onOneLine(textOf(texts[i], textOf(value))) }))
      .filter(isInside);
  }
  if (categories.length > 0) return categories.map((text, place) => ({ place, text }));
  const span = Math.abs(to - from);
  const step =
    axis.type === "log" ? Math.max(1, Math.ceil(span / most)) : numberOf(axis.dtick, roundStep(span / most));
  const first = Math.ceil(Math.min(from, to) / step - 1e-9);
  const last = Math.floor(Math.max(from, to) / step + 1e-9);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => {
    const place = Number(((first + i) * step).toPrecision(12));
    return { place, text: axis.type === "log" ? powerText(place) : formatNumber(place) };
  });
}

function powerText(power: number): string {
  if (power >= -2 && power <= 3) return formatNumber(10 ** power);
  return `10<sup>${formatNumber(power)}</sup>`;
}

/** 1, 2 or 5 times a power of ten, not less than `least`. */
function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  const factor = [1, 2, 5].find((candidate) => candidate * power >= least * 0.999) ?? 10;
  return factor * power;
}
