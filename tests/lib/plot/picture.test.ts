import { plot } from "gradbook";
import { describe, expect, it } from "vitest";
import { type Drawn, drawPicture } from "../../../lib/src/plot/picture/picture.js";
import { findLessons } from "../../../notebooks/tools/lessons/catalog.js";
import { chartsOf } from "../../../notebooks/tools/lint/measure.js";

/** Every chart of the course, as its notebook holds it. */
const charts = findLessons().flatMap(({ name, notebook }) =>
  notebook.cells.flatMap((cell) =>
    cell.cell_type === "code"
      ? chartsOf(cell).map((data) => {
          const json = data["application/vnd.plotly.v1+json"] as Pick<Drawn, "data" | "layout">;
          return [`${name} ${cell.id}`, { title: "A title", alt: "What it shows", ...json }] as const;
        })
      : [],
  ),
);

/** All numbers of an attribute. */
const numbersOf = (svg: string, attribute: string): number[] =>
  [...svg.matchAll(new RegExp(` ${attribute}="([^"]*)"`, "g"))].map(([, value]) => Number(value));

describe("a picture of every chart of the course", () => {
  it.each(charts)("%s has marks and no number that is none", (_, figure) => {
    const { svg, width } = drawPicture(figure);
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
    expect(svg).toContain('aria-label="A title: What it shows"');
    expect(svg).toMatch(/<(path|rect|circle|polygon|image) /);
    // Nothing is written beyond the picture's sides.
    for (const x of numbersOf(svg, "x")) expect(x).toBeLessThanOrEqual(width);
  });

  it("keeps all within 344 pixels, too", () => {
    for (const [, figure] of charts) expect(drawPicture(figure, { width: 344 }).svg).not.toMatch(/NaN/);
  });
});

describe("a picture", () => {
  const boxOf = ({ x, y }: ReturnType<typeof drawPicture>) => [x.from, x.to, y.from, y.to];

  it("puts points where their values are", () => {
    const figure = plot.plane([[0, 1]], { labels: [0], xRange: [-1, 1], yRange: [0, 2] } as never);
    const picture = drawPicture(figure);
    const { x, y } = picture;
    const [cx] = numbersOf(picture.svg, "cx");
    const [cy] = numbersOf(picture.svg, "cy");
    expect(boxOf(picture).every(Number.isFinite)).toBe(true);
    expect(cx).toBeCloseTo(x.start + ((0 - x.from) / (x.to - x.from)) * (x.end - x.start), 0);
    expect(cy).toBeCloseTo(y.start + ((1 - y.from) / (y.to - y.from)) * (y.end - y.start), 0);
    // One unit is as long across as upright.
    expect((x.end - x.start) / (x.to - x.from)).toBeCloseTo((y.start - y.end) / (y.to - y.from), 6);
  });

  it("draws bars from 0 in proportion, with their numbers", () => {
    const { svg } = drawPicture(plot.bars({ a: 1, b: 2 }));
    const [a, b] = numbersOf(svg, "height").slice(1);
    expect(b! / a!).toBeCloseTo(2, 1);
    expect(svg).toContain(">1<");
    // The number of a bar that hangs down stands below it.
    const hanging = drawPicture(plot.bars({ a: -2 }));
    const below = Number(/ y="([\d.]+)"[^>]*><tspan[^>]*>−2</.exec(hanging.svg)?.[1]);
    const [, top, height] = / y="([\d.]+)" width="[\d.]+" height="([\d.]+)" fill="#0072B2"/.exec(
      hanging.svg,
    )!;
    expect(below).toBeGreaterThan(Number(top) + Number(height));
  });

  it("draws the line of a contour where the height is crossed", () => {
    const figure = plot.decisionBoundary(([a]) => a!, { xRange: [0, 1], yRange: [0, 1] });
    const picture = drawPicture(figure);
    const middle = (picture.x.start + picture.x.end) / 2;
    const path = /<path d="(M[^"]+)" fill="none" stroke="#222222"/.exec(picture.svg)?.[1] ?? "";
    const xs = [...path.matchAll(/[ML](-?[\d.]+) /g)].map(([, x]) => Number(x));
    expect(xs.length).toBeGreaterThan(10);
    for (const x of xs) expect(x).toBeCloseTo(middle, 0);
  });

  it("turns words that would run into each other, and keeps room for them", () => {
    const names = Object.fromEntries(Array.from({ length: 8 }, (_, i) => [`a long name of bar ${i}`, i]));
    const { svg } = drawPicture(plot.bars(names));
    expect(svg.match(/rotate\(-37/g)).toHaveLength(8);
  });

  it("escapes what is written", () => {
    const { svg } = drawPicture(plot.line([1, 2], { title: 'a < b & "c"' }));
    expect(svg).toContain("a &lt; b &amp; &quot;c&quot;");
  });

  it("takes the color of the page's text where it is told to", () => {
    expect(drawPicture(plot.line([1, 2]), { ink: "currentColor" }).svg).toContain('fill="currentColor"');
  });
});

describe("stock tslab", () => {
  it("is shown the picture when it prints a chart", () => {
    const shown: string[] = [];
    const require = () => ({ display: { svg: (text: string) => shown.push(text) } });
    Reflect.set(globalThis, "__tslab__", { require });
    try {
      const figure = plot.line([1, 2], { title: "A line" });
      const print = Reflect.get(figure, Symbol.for("nodejs.util.inspect.custom")) as () => string;
      expect(print.call(figure)).toBe(figure.toString());
      expect(shown).toEqual([drawPicture(figure).svg]);
    } finally {
      Reflect.deleteProperty(globalThis, "__tslab__");
    }
  });
});
