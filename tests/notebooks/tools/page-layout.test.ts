import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { encode } from "fast-png";
import { plot } from "gradbook";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Lesson } from "../../../notebooks/tools/lessons/catalog.js";
import type { Cell, Output } from "../../../notebooks/tools/lessons/notebook.js";
import { writeSite } from "../../../notebooks/tools/render/site.js";
import { launchBrowser } from "../../support/browser.js";
import { describeWith, needs } from "../../support/needs.js";

/** Where the lesson stands, with its pictures. */
const directory = join(tmpdir(), `gradbook-wide-${process.pid}`);
const pictureWidths = { "wide-screen": 1034, "wide-symbol": 60 };

const picture = Array.from({ length: 28 }, (_, y) => Array.from({ length: 28 }, (_, x) => x * y));
const pictures = plot.images(Array(10).fill(picture), { labels: Array(10).fill("some") });
const moving = plot.slider([1, 2], () => pictures, { label: "step" });
const square = plot.images([picture]);
const chart = plot.line({ loss: [3, 2, 1] });
// From dark blue over green to yellow: of the cells in between, some get dark numbers and some white ones.
const cells = plot.heatmap([[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]], { height: 220 });

const shown = (figure: { toHTML(): string }): Output => ({
  output_type: "display_data",
  data: { "text/html": figure.toHTML() },
  metadata: {},
});

function cell(id: string, output: Output): Cell {
  return { cell_type: "code", id, metadata: {}, source: "1 + 1;", execution_count: 1, outputs: [output] };
}

const terms = (count: number) => Array.from({ length: count }, (_, i) => `x_{${i}} w_{${i}}`).join(" + ");

const markdown = `# Wide things

$$
a = b
$$

$$
${terms(8)}
$$

$$
${terms(14)}
$$

| ${"wide | ".repeat(6)}
|${"-|".repeat(6)}
| ${"1234567 | ".repeat(6)}

![A screen](wide-screen.png)

![A symbol](wide-symbol.png)

<details><summary>Hint</summary>

A hint.

<details><summary>Another</summary>

The rest.

</details>
</details>

<details open><summary>Solution</summary>

Unfolded.

</details>`;

const lesson: Lesson = {
  ...{
    name: "week-1/wide",
    path: "",
    directory,
    title: "Wide things",
    summary: "",
    realData: false,
  },
  ...{ week: 1, lesson: 1, minutes: 1 },
  notebook: {
    metadata: {},
    cells: [
      { cell_type: "markdown", id: "text", metadata: {}, source: markdown },
      cell("printed", { output_type: "stream", name: "stdout", text: "0.123456 ".repeat(9) }),
      cell("warned", {
        output_type: "stream",
        name: "stderr",
        text: "whole batches change places, ".repeat(9),
      }),
      cell("short", { output_type: "stream", name: "stdout", text: "2" }),
      cell("pictures", shown(pictures)),
      cell("moving", shown(moving)),
      cell("square", shown(square)),
      cell("chart", shown(chart)),
      cell("cells", shown(cells)),
    ],
  },
};

describeWith(needs.browser(), "a page whose content is wider or smaller than it", () => {
  let site = "";
  let browser: Browser;

  beforeAll(async () => {
    site = mkdtempSync(join(tmpdir(), "gradbook-layout-"));
    mkdirSync(directory, { recursive: true });
    for (const [name, width] of Object.entries(pictureWidths)) {
      const blank = encode({ width, height: 50, channels: 1, data: new Uint8Array(width * 50) });
      writeFileSync(join(directory, `${name}.png`), blank);
    }
    await writeSite({ lessons: [lesson], target: site, source: site });
    browser = await launchBrowser();
  });

  afterAll(async () => {
    await browser?.close();
    for (const folder of [site, directory]) rmSync(folder, { recursive: true, force: true });
  });

  async function open(width: number, look: (page: Page) => Promise<void>): Promise<void> {
    const context = await browser.newContext({ offline: true, viewport: { width, height: 900 } });
    const page = await context.newPage();
    await page.goto(pathToFileURL(join(site, "week-1/wide.html")).href);
    for (const figure of await page.locator("figure.gradbook-figure").all()) {
      await figure.locator(".main-svg").first().waitFor();
    }
    await look(page);
    await context.close();
  }

  const middleOf = (page: Page, selector: string) =>
    page
      .locator(selector)
      .first()
      .evaluate((element) => {
        const { left, right } = element.getBoundingClientRect();
        return (left + right) / 2;
      });

  describe("scrolling", () => {
    it("reaches with the keyboard what is wider than a phone, and nothing else", async () => {
      await open(400, async (page) => {
        for (const [name, count] of Object.entries({ Formula: 2, Table: 1, Output: 1, Picture: 1 })) {
          const regions = page.getByRole("region", { name, exact: true });
          await expect.poll(() => regions.count()).toBe(count);
          for (const region of await regions.all()) {
            await region.focus();
            await page.keyboard.press("ArrowRight");
            await expect.poll(() => region.evaluate((box) => box.scrollLeft)).toBeGreaterThan(0);
          }
        }
        expect(await page.locator(".katex-block").first().getAttribute("tabindex")).toBeNull();
        expect(await page.locator("#cell-short .output > pre").getAttribute("tabindex")).toBeNull();
      });
    });

    it("is not needed for a warning, which is a sentence: its lines break", async () => {
      await open(400, async (page) => {
        const warning = page.locator("#cell-warned .output > pre");
        expect(await warning.evaluate((box) => box.scrollWidth - box.clientWidth)).toBe(0);
        expect(await warning.getAttribute("tabindex")).toBeNull();
      });
    });

    it("has no stops for the keyboard where all fits", async () => {
      await open(1400, async (page) => {
        await expect.poll(() => page.getByRole("region", { name: "Table" }).count()).toBe(0);
        await expect.poll(() => page.getByRole("region", { name: "Output" }).count()).toBe(0);
        await expect.poll(() => page.getByRole("region", { name: "Picture" }).count()).toBe(0);
      });
    });

    it("shades the edge beyond which there is more, in boxes of every kind", async () => {
      await open(400, async (page) => {
        for (const selector of [".katex-block", ".scroll", ".output > pre", "pre.shiki"]) {
          const layers = await page
            .locator(selector)
            .first()
            .evaluate((box) => {
              const { backgroundAttachment, overflowX } = getComputedStyle(box);
              return `${overflowX}: ${backgroundAttachment}`;
            });
          expect(layers, selector).toMatch(/^auto: local, local, scroll, scroll/);
        }
      });
    });
  });

  it("shows a picture of a screen on a phone as large as its words want, and a small one as it is", async () => {
    const widthOf = (page: Page, name: string) =>
      page.getByRole("img", { name }).evaluate((img) => img.getBoundingClientRect().width);
    await open(400, async (page) => {
      await expect.poll(() => widthOf(page, "A screen")).toBeCloseTo(768, 0);
      expect(await widthOf(page, "A symbol")).toBe(60);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(400);
    });
    await open(1400, async (page) => {
      const text = await page.locator(".prose h1").evaluate((heading) => heading.clientWidth);
      await expect.poll(() => widthOf(page, "A screen")).toBeCloseTo(text, 0);
      expect(await widthOf(page, "A symbol")).toBe(60);
    });
  });

  it("has formulas and charts on the middle of the text; a longer formula has the width of the code", async () => {
    await open(1400, async (page) => {
      const text = await middleOf(page, ".prose h1");
      expect(await middleOf(page, ".katex-block")).toBeCloseTo(text, 0);
      expect(await middleOf(page, "#cell-chart .gradbook-plot")).toBeCloseTo(text, 0);
      expect(await middleOf(page, "#cell-pictures .gradbook-plot")).toBeCloseTo(text, 0);
      const widths = await page
        .locator(".katex-block")
        .evaluateAll((all) => all.map(({ clientWidth, scrollWidth }) => ({ clientWidth, scrollWidth })));
      const code = await page
        .locator("pre.shiki")
        .first()
        .evaluate((pre) => pre.clientWidth);
      expect(widths[2]!.clientWidth).toBeGreaterThan(widths[0]!.clientWidth);
      expect(widths[2]!.clientWidth).toBeLessThanOrEqual(code + 2);
      expect(widths[1]!.scrollWidth).toBe(widths[1]!.clientWidth);
    });
  });

  describe("charts of pictures", () => {
    const drawnWidth = (page: Page, id: string) =>
      page
        .locator(`#cell-${id} .gradbook-plot image`)
        .evaluate((image) => image.getBoundingClientRect().width);
    const belowPlot = (page: Page, id: string) =>
      page.locator(`#cell-${id} .gradbook-plot`).evaluate((box) => {
        const svg = box.querySelector(".main-svg")!.getBoundingClientRect();
        return box.getBoundingClientRect().bottom - svg.bottom;
      });

    it("are as wide as the text on a wide page, with a slider, too", async () => {
      await open(1400, async (page) => {
        const text = await page.locator(".prose h1").evaluate((heading) => heading.clientWidth);
        for (const id of ["pictures", "moving"]) {
          expect(await drawnWidth(page, id), id).toBeGreaterThan(0.95 * text);
          expect(await belowPlot(page, id), id).toBeCloseTo(0, 0);
        }
        const one = await drawnWidth(page, "square");
        expect(one).toBeGreaterThan(300);
        expect(one).toBeLessThanOrEqual(400);
      });
    });

    it("fit a phone", async () => {
      await open(400, async (page) => {
        expect(await drawnWidth(page, "pictures")).toBeGreaterThan(320);
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(400);
      });
    });
  });

  it("writes in cells so that no number is grey on green", async () => {
    await open(1400, async (page) => {
      const inks = await page
        .locator("#cell-cells .heatmap-label text")
        .evaluateAll((texts) => texts.map((text) => getComputedStyle(text).fill));
      expect(inks).toHaveLength(11);
      expect(new Set(inks)).toEqual(new Set(["rgb(255, 255, 255)", "rgb(17, 17, 17)"]));
    });
  });

  it("prints hints and solutions unfolded, and folds them again as they were", async () => {
    await open(1400, async (page) => {
      // Not the menu of what makes the page run, which is not printed.
      const states = () =>
        page
          .locator("details:not(.live-bar *)")
          .evaluateAll((all) => all.map((details) => (details as HTMLDetailsElement).open));
      expect(await states()).toEqual([false, false, true]);
      await page.evaluate(() => {
        addEventListener("beforeprint", () => {
          document.body.dataset.printed = String(
            document.querySelectorAll("details[open]:not(.live-bar *)").length,
          );
        });
      });
      await page.pdf();
      expect(await page.evaluate(() => document.body.dataset.printed)).toBe("3");
      await expect.poll(states).toEqual([false, false, true]);
    });
  });
});
