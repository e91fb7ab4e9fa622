import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findLessons } from "../../notebooks/tools/lessons/catalog.js";
import { writeSite } from "../../notebooks/tools/render/site.js";
import { launchBrowser } from "../support/browser.js";
import { complaintsOf } from "../support/complaints.js";
import { describeWith, needs } from "../support/needs.js";

const lessons = findLessons();
/** Week 1's; the long checks look at those of all lessons. */
const looked = lessons.filter(({ week }) => process.env.GRADBOOK_PAGES === "all" || week === 1);
const xor = "week-1/xor-by-hand";

describeWith(needs.browser(), "the rendered course, opened from a file with the network off", () => {
  let site = "";
  let browser: Browser;

  beforeAll(async () => {
    site = mkdtempSync(join(tmpdir(), "gradbook-site-"));
    // The committed outputs; that they are what the kernel gives is tested with the lessons.
    await writeSite({ lessons, target: site });
    browser = await launchBrowser();
  });

  afterAll(async () => {
    await browser?.close();
    rmSync(site, { recursive: true, force: true });
  });

  /** Opens a page and gives it to `look`; fails on any request that leaves the disk and any error on the page. */
  async function open(
    name: string,
    look: (page: Page) => Promise<void>,
    options: Parameters<Browser["newContext"]>[0] = {},
  ): Promise<void> {
    const context: BrowserContext = await browser.newContext({ offline: true, ...options });
    const page = await context.newPage();
    const complaints = complaintsOf(page);
    page.on("request", (request) => {
      if (!/^(file|data|blob):/.test(request.url())) complaints.push(`request: ${request.url()}`);
    });
    await page.goto(pathToFileURL(join(site, `${name}.html`)).href);
    await look(page);
    expect(complaints).toEqual([]);
    await context.close();
  }

  /** Waits until every chart of a page is drawn. */
  async function drawn(page: Page): Promise<void> {
    for (const chart of await page.locator("figure.gradbook-figure").all()) {
      await chart.and(page.locator("[data-drawn]")).locator(".gradbook-plot .main-svg").first().waitFor();
    }
  }

  async function fits(page: Page, width: number): Promise<void> {
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    expect(await page.locator(".gradbook-plot").evaluateAll(titlesUnderLegends)).toEqual([]);
  }

  async function isColored(page: Page, colorScheme: "light" | "dark"): Promise<void> {
    const [text = 0, ground = 0] = await page.evaluate(() => {
      const style = getComputedStyle(document.body);
      return [style.color, style.backgroundColor].map((color) => Number(/\d+/.exec(color)?.[0]));
    });
    expect(text < ground).toBe(colorScheme === "light");
  }

  /** Every file and place in it that a page names is there. */
  async function linksLead(page: Page): Promise<void> {
    const links = await page.locator("a").evaluateAll((all) => all.map((a) => (a as HTMLAnchorElement).href));
    const targets = [...new Set(links)].filter((link) => link.startsWith("file:"));
    expect(targets.length).toBeGreaterThan(0);
    for (const target of targets) {
      const { hash } = new URL(target);
      const html = readFileSync(fileURLToPath(target.replace(hash, "")), "utf8");
      if (hash !== "") expect(html, target).toContain(`id="${decodeURIComponent(hash.slice(1))}"`);
    }
  }

  // Opening a page with all its charts takes seconds, so what is looked at in one window is looked at together.
  describe.each(["index", "glossary", ...looked.map((lesson) => lesson.name)])("%s", (name) => {
    it("draws its charts, fits 1400 pixels, is light where the reader's system is, and its links lead somewhere", async () => {
      await open(
        name,
        async (page) => {
          await drawn(page);
          await fits(page, 1400);
          await isColored(page, "light");
          await linksLead(page);
          if (!lessons.some((lesson) => lesson.name === name)) return;
          const labels = await page
            .locator("figure.gradbook-figure .gradbook-plot")
            .evaluateAll((plots) => plots.map((plot) => plot.getAttribute("aria-label")));
          expect(labels.length).toBeGreaterThan(3);
          for (const label of labels) expect(label?.length).toBeGreaterThan(20);
        },
        { viewport: { width: 1400, height: 900 }, colorScheme: "light" },
      );
    });

    it("fits 400 pixels, and is dark where the reader's system is", async () => {
      await open(
        name,
        async (page) => {
          await drawn(page);
          await fits(page, 400);
          await isColored(page, "dark");
        },
        { viewport: { width: 400, height: 900 }, colorScheme: "dark" },
      );
    });
  });

  it("keeps each lesson's page below 200 kB gzipped, before Plotly", () => {
    for (const { name } of lessons) {
      const page = readFileSync(join(site, `${name}.html`), "utf8");
      const assets = Array.from(page.matchAll(/(?:src|href)="\.\.\/(assets\/[^"]+)"/g), ([, path]) => path!);
      const files = assets
        .filter((path) => !path.includes("plotly.min"))
        .map((path) => readFileSync(join(site, path)));
      const size = [Buffer.from(page), ...files].reduce((sum, file) => sum + gzipSync(file).length, 0);
      expect(size, name).toBeLessThan(200_000);
    }
  });

  it("moves the decision surface with its slider, by mouse and by keyboard", async () => {
    await open(xor, async (page) => {
      const slider = page.locator("#cell-surface-chart input[type=range]");
      await slider.waitFor();
      const surface = () =>
        page
          .locator("#cell-surface-chart .gradbook-plot")
          .evaluate((plot) => JSON.stringify((plot as unknown as { data: { z?: unknown }[] }).data));
      const first = await surface();
      await slider.focus();
      await page.keyboard.press("ArrowRight");
      await expect.poll(surface).not.toBe(first);
      await page.keyboard.press("Home");
      await expect.poll(surface).toBe(first);
      await page.keyboard.press("End");
      await expect.poll(surface).not.toBe(first);
      await slider.click({ position: { x: 2, y: (await slider.boundingBox())!.height / 2 } });
      await expect.poll(surface).toBe(first);
    });
  });

  it("has its formulas set, in KaTeX's own fonts", async () => {
    await open(xor, async (page) => {
      expect(await page.locator(".katex").count()).toBeGreaterThan(30);
      expect(await page.locator(".katex-error").count()).toBe(0);
      expect(
        await page.evaluate(() => document.fonts.ready.then(() => document.fonts.check("16px KaTeX_Main"))),
      ).toBe(true);
      for (const text of await page.locator(".prose p, .prose li, .prose td").allInnerTexts()) {
        expect(text).not.toContain("$");
      }
    });
  });

  it("says the type of a name on hover and by keyboard", async () => {
    await open(xor, async (page) => {
      const note = page.locator("#type-note");
      const name = page.locator("#cell-matrix-code .typed", { hasText: /^X$/ }).first();
      await name.hover();
      expect(await note.innerText()).toBe("const X: Tensor<[4, 2]>");
      await page
        .locator("#cell-matrix-code .typed", { hasText: /^matmul$/ })
        .first()
        .hover();
      expect(await note.innerText()).toMatch(/^matmul\(Tensor<\[2, 2\]>\): Tensor<\[4, 2\]>/);
      await page.mouse.move(0, 0);
      expect(await note.isHidden()).toBe(true);
      await page.locator("#cell-matrix-code .typed").first().focus();
      expect(await note.innerText()).toBe("const X: Tensor<[4, 2]>");
      await page.keyboard.press("ArrowRight");
      expect(await note.innerText()).toContain("tensor");
      await page.keyboard.press("Escape");
      expect(await note.isHidden()).toBe(true);
    });
  });

  it("keeps hints, solutions and answers to the group's questions folded, the second hint inside the first", async () => {
    await open(xor, async (page) => {
      const details = page.locator(".prose details");
      expect(await details.count()).toBe(15);
      expect(await page.locator(".prose details[open]").count()).toBe(0);
      const second = page.getByText("It fires at one corner only");
      expect(await second.isVisible()).toBe(false);
      await page.getByText("Hint 1").first().click();
      expect(await second.isVisible()).toBe(false);
      await page.getByText("Hint 2").first().click();
      expect(await second.isVisible()).toBe(true);
    });
  });

  it("is dark and in large type for a projector, and stays as it was elsewhere", async () => {
    await open(xor, async (page) => {
      const look = () =>
        page.evaluate(() => ({
          theme: document.documentElement.dataset.theme,
          type: Number.parseFloat(getComputedStyle(document.body).fontSize),
        }));
      const before = await look();
      const address = page.url();
      await page.goto(`${address}?projector`);
      expect(await look()).toEqual({ theme: "dark", type: before.type * 1.5 });
      await fits(page, 1280);
      // Lines of code need its room.
      expect(await page.locator(".contents").isVisible()).toBe(false);
      await page.goto(address);
      expect(await look()).toEqual(before);
    });
  });

  it("has a button that turns the colors, and remembers them", async () => {
    await open(xor, async (page) => {
      const theme = () => page.evaluate(() => document.documentElement.dataset.theme);
      const button = page.getByRole("button", { name: /^Colors/ });
      expect(await theme()).toBe("light");
      await button.click();
      await button.click();
      expect(await theme()).toBe("dark");
      await page.reload();
      expect(await theme()).toBe("dark");
    });
  });
});

/** The titles of charts whose legend lies over them. */
function titlesUnderLegends(plots: readonly Element[]): string[] {
  return plots.flatMap((plot) => {
    const title = plot.querySelector(".g-gtitle text");
    const legend = plot.querySelector("g.legend");
    if (!title || !legend) return [];
    const gap = legend.getBoundingClientRect().top - title.getBoundingClientRect().bottom;
    return gap < 0 ? [title.textContent ?? ""] : [];
  });
}
