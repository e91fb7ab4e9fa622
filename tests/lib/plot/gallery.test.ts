import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { plot } from "gradbook";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launchBrowser } from "../../support/browser.js";
import { describeWith, needs } from "../../support/needs.js";
import { projectRoot } from "../../support/project.js";
import { gallery } from "./gallery-charts.js";

const names = Object.keys(gallery);
const figures = new Map<string, plot.Figure>(
  names.map((name) => [name, (gallery[name] as () => plot.Figure)()]),
);
const figureOf = (name: string): plot.Figure => figures.get(name) as plot.Figure;
const stored = join(import.meta.dirname, "gallery");

describe("every chart of the gallery", () => {
  test.each(names)("%s is what was stored", (name) => {
    const { title, alt } = figureOf(name);
    const text = readable({ title, alt, ...figureOf(name).toJSON() });
    const [path, changed] = [join(stored, `${name}.json`), join(stored, `${name}-changed.json`)];
    // A new chart is stored by running with GRADBOOK_STORE=1; a changed one leaves the new version beside the old.
    if (process.env.GRADBOOK_STORE) writeFileSync(path, text);
    const old = existsSync(path) ? readFileSync(path, "utf8") : "";
    if (old === text) rmSync(changed, { force: true });
    else writeFileSync(changed, text);
    expect(
      text === old,
      `${changed} differs from ${name}.json; look at both, then store it with GRADBOOK_STORE=1`,
    ).toBe(true);
  });

  test.each(names)("%s is smaller than 60 kB", (name) => {
    expect(JSON.stringify(figureOf(name).toJSON()).length).toBeLessThan(60_000);
  });

  test.each(names)("%s has a title, a description, and names on the axes it shows", (name) => {
    const figure = figureOf(name);
    expect(figure.title.length).toBeGreaterThan(1);
    expect(figure.alt).toMatch(/\d.*\.$/s);
    expect(figure.alt).not.toMatch(/NaN|undefined|Infinity/);
    for (const [key, axis] of Object.entries(figure.layout)) {
      if (!/^[xy]axis/.test(key)) continue;
      const { visible, showticklabels, title } = axis as Record<string, unknown>;
      if (visible === false || showticklabels === false) continue;
      // Names under bars are words and say themselves what they are.
      if ((axis as Record<string, unknown>).type === "category" && name.startsWith("bars")) continue;
      expect((title as { text?: string } | undefined)?.text, `${name} ${key}`).toMatch(/\S/);
    }
  });
});

/** JSON with each list of plain values on one line, so that a change is seen where it is. */
function readable(value: unknown): string {
  const text = JSON.stringify(value, null, 1);
  return `${text.replace(/\[[^[\]{}]*\]/g, (list) => list.replace(/\s*\n\s*/g, " "))}\n`;
}

const looks = [
  { width: 400, scheme: "light" },
  { width: 1400, scheme: "dark" },
  { width: 400, scheme: "dark" },
  { width: 1400, scheme: "light" },
] as const;

/** What the drawn page shows, measured in the page. */
interface Drawn {
  readonly charts: number;
  readonly overlaps: readonly string[];
  readonly outside: readonly string[];
  readonly small: readonly string[];
  readonly dull: readonly string[];
  /** Values over the bars of one chart in several sizes. */
  readonly uneven: readonly string[];
  /** A title too near the upper edge, or a blank band between the legend and the plot. */
  readonly gaps: readonly string[];
}

describeWith(needs.browser(), "the gallery in a browser", () => {
  const folder = join(projectRoot, ".gradbook", "gallery");
  const index = pathToFileURL(join(folder, "index.html")).href;
  let browser: Browser;

  beforeAll(async () => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "index.html"), galleryPage());
    browser = await launchBrowser();
  });
  afterAll(() => browser?.close());

  async function open(width: number, scheme: "light" | "dark"): Promise<{ page: Page; problems: string[] }> {
    const page = await browser.newPage({
      viewport: { width, height: 900 },
      colorScheme: scheme,
      offline: true,
    });
    const problems: string[] = [];
    page.on("console", (message) => {
      if (message.type() === "error" || message.type() === "warning") problems.push(message.text());
    });
    page.on("pageerror", (error) => problems.push(error.message));
    await page.goto(index);
    await page.waitForFunction(
      (count) => document.querySelectorAll(".main-svg").length >= count,
      names.length,
    );
    await page.evaluate(settle);
    return { page, problems };
  }

  test.each(looks)(
    "draws each chart whole, with no text over another ($width px, $scheme)",
    async ({ width, scheme }) => {
      const { page, problems } = await open(width, scheme);
      for (const name of names) {
        const drawn = await page.evaluate(measure, name);
        expect({ name, ...drawn }).toEqual({
          name,
          charts: 1,
          overlaps: [],
          outside: [],
          small: [],
          dull: [],
          uneven: [],
          gaps: [],
        });
      }
      expect(
        await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth),
      ).toBeLessThanOrEqual(0);
      await page.screenshot({ path: join(folder, `gallery-${width}-${scheme}.png`), fullPage: true });
      expect(problems).toEqual([]);
      await page.close();
    },
  );

  test("leaves bars their height on a narrow page", async () => {
    const { page } = await open(400, "light");
    for (const name of names.filter((each) => each.startsWith("bars"))) {
      expect({ name, height: (await page.evaluate(plotHeight, name)) > 200 }).toEqual({ name, height: true });
    }
    await page.close();
  });

  test("is made of attributes that Plotly knows and uses", async () => {
    const { page } = await open(400, "light");
    for (const name of names) {
      const problems = await page.evaluate(validate, JSON.parse(JSON.stringify(figureOf(name))));
      expect({ name, problems }).toEqual({ name, problems: [] });
    }
    await page.close();
  });

  test("moves with its slider and its button, from the keyboard alone", async () => {
    const { page } = await open(400, "light");
    const moving = names.filter((name) => figureOf(name).frames.length > 0);
    expect(moving.length).toBeGreaterThan(3);
    for (const name of moving) {
      const chart = page.locator(`#${name}`);
      const range = chart.locator("input[type=range]");
      const before = await chart.locator(".gradbook-plot").innerHTML();
      await range.focus();
      await page.keyboard.press("End");
      const last = figureOf(name).frames.at(-1)?.name ?? "";
      await expect.poll(() => chart.locator("output").textContent()).toBe(last);
      await expect
        .poll(async () => (await chart.locator(".gradbook-plot").innerHTML()) === before)
        .toBe(false);
      expect(await range.getAttribute("aria-valuetext")).toBe(last);
    }
    const chart = page.locator("#line-slider");
    const button = chart.locator("button");
    // What the button and the slider said one after the other, however long each picture stood.
    await chart.evaluate(noteTexts);
    await button.focus();
    await page.keyboard.press("Enter");
    await expect
      .poll(() => chart.evaluate(notedTexts))
      .toEqual(["Pause 0.5", "Pause 1", "Pause 2", "Pause 4", "Pause 8", "Play 8"]);
    expect(await button.evaluate(pressTwice)).toEqual(["Pause", "Play"]);
    await page.close();
  });

  async function openWithPlotly(width: number): Promise<Page> {
    const page = await browser.newPage({ viewport: { width, height: 900 } });
    await page.setContent("<!doctype html><div id=plot></div>");
    await page.addScriptTag({ path: join(projectRoot, "node_modules/plotly.js-dist-min/plotly.min.js") });
    return page;
  }

  test("keeps its height where JupyterLab's renderer fits it to its place", async () => {
    const page = await openWithPlotly(1400);
    const drawings = names.map(drawingOf);
    expect(await page.evaluate(heightsInJupyterLab, drawings)).toEqual(
      drawings.map(({ layout }) => layout.height),
    );
    await page.close();
  });

  test("moves with Plotly's own slider where the figure is drawn without its HTML", async () => {
    const page = await openWithPlotly(400);
    for (const name of names.filter((each) => figureOf(each).frames.length > 0)) {
      // As JupyterLab's renderer does it: react, then addFrames.
      await page.evaluate(drawAsJupyterLab, drawingOf(name));
      const before = await page.locator("#plot .cartesianlayer").innerHTML();
      const rail = await page.locator("#plot .slider-rail-touch-rect").boundingBox();
      if (rail === null) throw new Error(`${name} has no slider`);
      expect(rail.x).toBeGreaterThanOrEqual(0);
      expect(rail.x + rail.width).toBeLessThanOrEqual(400);
      await page.mouse.click(rail.x + rail.width - 2, rail.y + rail.height / 2);
      await expect
        .poll(async () => (await page.locator("#plot .cartesianlayer").innerHTML()) === before)
        .toBe(false);
      const { overlaps, outside } = await page.evaluate(measure, "plot");
      expect({ name, overlaps, outside }).toEqual({ name, overlaps: [], outside: [] });
    }
    await page.close();
  });
});

/** Runs in the page: how high each figure stands after JupyterLab's renderer has drawn it and fitted it to its place twice. */
async function heightsInJupyterLab(bundles: readonly Drawing[]): Promise<readonly number[]> {
  type Call = (...parts: unknown[]) => Promise<unknown>;
  const { Plotly } = window as unknown as {
    Plotly: { react: Call; redraw: Call; Plots: { resize: Call } };
  };
  const heightOf = async ({ data, layout, config }: Drawing): Promise<number> => {
    const place = document.createElement("div");
    // The renderer's picture, not loaded, gives the place the height of a line at the first drawing.
    const picture = place.appendChild(document.createElement("img"));
    document.body.append(place);
    await Plotly.react(place, data, layout, config);
    picture.style.display = "none";
    for (let times = 0; times < 2; times++) {
      await Plotly.redraw(place);
      await Plotly.Plots.resize(place);
    }
    return place.offsetHeight;
  };
  return Promise.all(bundles.map(heightOf));
}

function galleryPage(): string {
  const plotly = pathToFileURL(join(projectRoot, "node_modules/plotly.js-dist-min/plotly.min.js")).href;
  const charts = names.map(
    (name) => `<section id="${name}"><h2>${name}</h2>\n${figureOf(name).toHTML()}</section>`,
  );
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Gallery</title>
<link rel="icon" href="data:,">
<style>
:root { color-scheme: light dark; font-family: system-ui, sans-serif }
body { margin: 8px; color: #111; background: #fff }
h2 { font-size: 13px; font-weight: normal; opacity: 0.75 }
@media (prefers-color-scheme: dark) { body { color: #eee; background: #111 } }
</style>
<script defer src="${plotly}"></script></head>
<body>
${charts.join("\n")}
</body></html>
`;
}

/** Runs in the page: waits until a tenth of a second and a redraw change nothing any more. */
async function settle(): Promise<void> {
  await document.fonts.ready;
  const look = () => Array.from(document.querySelectorAll(".gradbook-plot"), (plot) => plot.innerHTML).join();
  for (let before = ""; before !== look(); ) {
    before = look();
    await new Promise((done) => setTimeout(() => requestAnimationFrame(done), 100));
  }
}

type Noting = Element & { noted?: string[] };

/** Runs in the page: from now on notes what a chart's controls say, once for each change. */
function noteTexts(chart: Noting): void {
  const controls = chart.querySelector(".gradbook-controls") as Element;
  const said = () =>
    `${controls.querySelector("button")?.textContent} ${controls.querySelector("output")?.textContent}`;
  const noted: string[] = [];
  new MutationObserver(() => {
    if (noted.at(-1) !== said()) noted.push(said());
  }).observe(controls, { childList: true, characterData: true, subtree: true });
  chart.noted = noted;
}

/** Runs in the page. */
function notedTexts(chart: Noting): string[] {
  return chart.noted ?? [];
}

/** Runs in the page: what a button says after each of two presses, between which nothing else can happen. */
function pressTwice(button: Element): (string | null)[] {
  return [0, 1].map(() => {
    (button as HTMLButtonElement).click();
    return button.textContent;
  });
}

/** What is drawn of a figure without its HTML. */
interface Drawing {
  readonly data: unknown;
  readonly layout: { readonly height?: number };
  readonly config: unknown;
  readonly frames?: unknown;
}

/** What a notebook's renderer is given of a figure. */
function drawingOf(name: string): Drawing {
  const shown = Reflect.get(figureOf(name), Symbol.for("Jupyter.display")) as () => Record<string, Drawing>;
  return JSON.parse(JSON.stringify(shown.call(figureOf(name))["application/vnd.plotly.v1+json"]));
}

/** Runs in the page. */
function drawAsJupyterLab(figure: Drawing): Promise<unknown> {
  type Call = (...parts: unknown[]) => Promise<unknown>;
  const { Plotly } = window as unknown as {
    Plotly: { purge(id: string): void; react: Call; addFrames: Call };
  };
  // What an earlier figure asked of the margins would stay.
  Plotly.purge("plot");
  return Plotly.react("plot", figure.data, figure.layout, figure.config).then(() =>
    Plotly.addFrames("plot", figure.frames),
  );
}

/** Runs in the page. Plotly's check finds fault with what a step or button passes on, whatever it is. */
function validate(figure: { data: unknown; layout: unknown }): string[] {
  type Check = (...parts: unknown[]) => readonly { readonly msg: string }[] | undefined;
  const { Plotly } = window as unknown as { Plotly: { validate: Check } };
  const found = (Plotly.validate(figure.data, figure.layout) ?? []).map((problem) => problem.msg);
  return found.filter((message) => !/(steps|buttons)\[\d+\]\.args/.test(message));
}

/** Runs in the page: how high a chart is between its title and what stands below its x axis. */
function plotHeight(id: string): number {
  const plot = document.querySelector(`#${id} .js-plotly-plot`) as unknown as {
    _fullLayout: { _size: { h: number } };
  };
  return plot._fullLayout._size.h;
}

/** Runs in the page: finds texts that lie over one another, leave the page, are too small or too faint. */
function measure(id: string): Drawn {
  const root = document.getElementById(id) as HTMLElement;
  const scrolls = root.querySelector(".gradbook-plot");
  const right = scrolls === null ? window.innerWidth : Math.max(window.innerWidth, scrolls.scrollWidth);
  const luminance = (color: string): number => {
    const parts = (color.match(/[\d.]+/g) ?? []).slice(0, 3).map((part) => Number(part) / 255);
    const [r = 0, g = 0, b = 0] = parts.map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const page = luminance(getComputedStyle(document.body).backgroundColor);
  const result = {
    overlaps: [] as string[],
    outside: [] as string[],
    small: [] as string[],
    dull: [] as string[],
    uneven: [] as string[],
    gaps: [] as string[],
  };
  const top = root.querySelector(".main-svg")?.getBoundingClientRect().top ?? 0;
  const bottom = root.querySelector(".main-svg")?.getBoundingClientRect().bottom ?? 0;
  const titleTop = (root.querySelector(".gtitle")?.getBoundingClientRect().top ?? top) - top;
  if (titleTop < 4) result.gaps.push(`title ${titleTop} px from the edge`);
  const legend = root.querySelector(".legend")?.getBoundingClientRect().bottom;
  const plot = root.querySelector(".js-plotly-plot") as
    | (Element & { _fullLayout?: { _size: { t: number } } })
    | null;
  const band = (plot?._fullLayout?._size.t ?? 0) - ((legend ?? Number.POSITIVE_INFINITY) - top);
  if (band > 30) result.gaps.push(`${band} px between legend and plot`);
  const sizes = new Set<number>();
  const seen: { text: string; box: DOMRect }[] = [];
  for (const text of Array.from(root.querySelectorAll<SVGTextElement>("svg text"))) {
    const box = text.getBoundingClientRect();
    const style = getComputedStyle(text);
    const words = text.textContent ?? "";
    if (words.trim() === "" || box.width === 0 || style.visibility === "hidden" || style.opacity === "0")
      continue;
    if (text.closest(".hoverlayer, .modebar-container, [style*='opacity: 0']")) continue;
    if (box.left < -1 || box.right > right + 1 || box.bottom > bottom + 1) result.outside.push(words);
    if (Number.parseFloat(style.fontSize) < 9.5) result.small.push(`${words} ${style.fontSize}`);
    // Texts in colored cells take their color from the cell.
    if (!text.closest(".heatmap-label, .hm, .heatmaplayer") && root.id !== "plot") {
      const ink = luminance(style.fill);
      const contrast = (Math.max(ink, page) + 0.05) / (Math.min(ink, page) + 0.05);
      const onDot = text.closest(".scatterlayer") !== null && style.fill === "rgb(17, 17, 17)";
      if (contrast < 4.2 && !onDot) result.dull.push(`${words} ${style.fill}`);
    }
    if (text.closest(".bars") !== null) {
      sizes.add(Math.round(box.height * 2) / 2);
      if (sizes.size > 1) result.uneven.push(`${words} ${box.height} px high`);
    }
    for (const other of seen) {
      const wide = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left);
      const tall = Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top);
      // Boxes hold a line's full height; letters that touch overlap by more than its leading.
      if (wide > 1 && tall > 3) result.overlaps.push(`${other.text} | ${words}`);
    }
    seen.push({ text: words, box });
  }
  return { charts: root.querySelectorAll(".plot-container").length, ...result };
}
