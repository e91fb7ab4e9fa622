import { describe, expect, test } from "vitest";
import { classMarker, gradientText, neutral, palette, seriesStyle } from "../../../lib/src/plot/palette.js";
import { contrast, linear, type Rgb } from "../../support/contrast.js";

/** How a dichromat sees a color, in linear RGB: Viénot, Brettel and Mollon 1999 and, for tritan, Machado 2009. */
const visions: Readonly<Record<string, readonly Rgb[]>> = {
  normal: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protan: [
    [0.11238, 0.88762, 0],
    [0.11238, 0.88762, 0],
    [0.00401, -0.00401, 1],
  ],
  deutan: [
    [0.29275, 0.70725, 0],
    [0.29275, 0.70725, 0],
    [-0.02234, 0.02234, 1],
  ],
  tritan: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

function lab(color: string, vision: readonly Rgb[]): Rgb {
  const rgb = linear(color);
  const [r, g, b] = vision.map((row) =>
    Math.max(0, row[0] * rgb[0] + row[1] * rgb[1] + row[2] * rgb[2]),
  ) as unknown as Rgb;
  const f = (t: number): number => (t > 216 / 24389 ? Math.cbrt(t) : (t * 24389) / 27 / 116 + 16 / 116);
  const x = f((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505);
  const y = f(0.2126 * r + 0.7152 * g + 0.0722 * b);
  const z = f((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

describe("the palette", () => {
  test.each(Object.keys(visions))("has colors that a reader with %s vision can tell apart", (name) => {
    const seen = palette.map((color) => lab(color, visions[name] as readonly Rgb[]));
    const distances = seen.flatMap((a, i) =>
      seen.slice(i + 1).map((b) => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2])),
    );
    // A difference of 2.3 in CIELAB is just noticeable side by side; thin lines apart need several times that.
    expect(Math.min(...distances)).toBeGreaterThan(10);
  });

  test("has four first colors that stand out from a white and from a dark page", () => {
    for (const color of palette.slice(0, 4)) {
      expect(contrast(color, "#FFFFFF"), color).toBeGreaterThanOrEqual(3);
      expect(contrast(color, "#111111"), color).toBeGreaterThanOrEqual(3);
    }
  });

  test("writes in a grey that reads on white and about as well on #111", () => {
    expect(contrast(neutral, "#FFFFFF")).toBeGreaterThanOrEqual(4.5);
    expect(contrast(neutral, "#111111")).toBeGreaterThanOrEqual(4.1);
    expect(contrast(gradientText, "#FFFFFF")).toBeGreaterThanOrEqual(4.2);
    expect(contrast(gradientText, "#111111")).toBeGreaterThanOrEqual(4.2);
  });

  test("gives eighteen series and thirty classes looks of their own", () => {
    const series = Array.from({ length: 18 }, (_, index) => JSON.stringify(seriesStyle(index)));
    expect(new Set(series).size).toBe(18);
    const classes = Array.from({ length: 30 }, (_, index) => JSON.stringify(classMarker(index)));
    expect(new Set(classes).size).toBe(30);
  });
});
