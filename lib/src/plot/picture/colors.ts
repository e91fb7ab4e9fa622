import type { Json } from "../json.js";
import { listOf, textOf } from "./attributes.js";

type Rgb = readonly [number, number, number];

/** Viridis at nine even steps (van der Walt and Smith, 2015). */
const viridis = [
  "#440154",
  "#472d7b",
  "#3b528b",
  "#2c728e",
  "#21918c",
  "#28ae80",
  "#5ec962",
  "#addc30",
  "#fde725",
];

/** 256 colors from a color scale's one end to the other. */
export function colorTable(scale: Json): Rgb[] {
  const stops = Array.isArray(scale)
    ? listOf(scale).map((stop) => [Number(listOf(stop)[0]), rgbOf(textOf(listOf(stop)[1]))] as const)
    : viridis.map((color, i) => [i / (viridis.length - 1), rgbOf(color)] as const);
  return Array.from({ length: 256 }, (_, i) => {
    const at = i / 255;
    const above = Math.max(
      1,
      stops.findIndex(([place]) => place >= at),
    );
    const [[low, a], [high, b]] = [stops[above - 1]!, stops[above]!];
    const share = high === low ? 0 : (at - low) / (high - low);
    const mix = (k: 0 | 1 | 2): number => Math.round(a[k] + share * (b[k] - a[k]));
    return [mix(0), mix(1), mix(2)];
  });
}

function rgbOf(hex: string): Rgb {
  const number = Number.parseInt(hex.slice(1), 16);
  return [(number >> 16) & 255, (number >> 8) & 255, number & 255];
}

/** Black or white, whichever reads on a color. */
export function inkOn([r, g, b]: Rgb): string {
  return 0.299 * r + 0.587 * g + 0.114 * b > 140 ? "#111111" : "#ffffff";
}
