import { decode, encode } from "fast-png";

/** As many colours as one byte tells apart. */
const MOST = 256;

type Color = readonly [red: number, green: number, blue: number];

/** A picture in its 256 commonest colours, each other one as the nearest of these: of text a third of the bytes. */
export function fewerColors(png: Uint8Array): Uint8Array {
  const { width, height, channels, data } = decode(png);
  const colors = Array.from({ length: width * height }, (_, i) =>
    Array.from(data.subarray(i * channels, i * channels + 3)),
  ) as unknown as readonly Color[];
  const counts = new Map<string, number>();
  for (const color of colors) counts.set(String(color), (counts.get(String(color)) ?? 0) + 1);
  const commonest = [...counts].sort(([, a], [, b]) => b - a).slice(0, MOST);
  const palette = commonest.map(([name]) => name.split(",").map(Number));
  const known = new Map<string, number>(commonest.map(([name], i) => [name, i]));
  const indices = colors.map((color) => {
    const name = String(color);
    const index = known.get(name) ?? nearest(color, palette);
    known.set(name, index);
    return index;
  });
  const picture = { width, height, channels: 1, depth: 8, data: Uint8Array.from(indices), palette } as const;
  return encode(picture, { zlib: { level: 9 } });
}

function nearest(color: Color, palette: readonly (readonly number[])[]): number {
  const distances = palette.map((other) =>
    color.reduce((sum, value, k) => sum + (value - (other[k] ?? 0)) ** 2, 0),
  );
  return distances.indexOf(Math.min(...distances));
}
