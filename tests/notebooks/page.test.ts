import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { findLessons } from "../../notebooks/tools/lessons/catalog.js";
import { writeSite } from "../../notebooks/tools/render/site.js";
import { browserPath, describeWith, needs } from "../support/needs.js";

const lessons = findLessons();
const xor = "week-1/xor-by-hand";

describeWith(needs.browser(), "the rendered course, opened from a file with the network off", () => {
  let site = "";
  let browser: Browser;

  beforeAll(async () => {
    site = mkdtempSync(join(tmpdir(), "gradbook-site-"));
    // The committed outputs; that they are what the kernel gives is tested with the lessons.
    await writeSite({ lessons, target: site });
    browser = await chromium.launch({
      executablePath: browserPath()!,
      args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"],
    });
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
    const complaints: string[] = [];
    page.on("request", (request) => {
      if (!/^(file|data|blob):/.test(request.url())) complaints.push(`request: ${request.url()}`);
    });
    page.on("requestfailed", (request) => complaints.push(`not there: ${request.url()}`));
    page.on("console", (message) => {
      if (message.type() === "error") complaints.push(`console: ${message.text()}`);
    });
    page.on("pageerror", (error) => complaints.push(`error: ${error.message}`));
    await page.goto(pathToFileURL(join(site, `${name}.html`)).href);
    await look(page);
    expect(complaints).toEqual([]);
    await context.close();
  }

  const drawn = "figure.gradbook-figure[data-drawn] .gradbook-plot .main-svg";

  it("draws every chart of every lesson", async () => {
    for (const lesson of lessons) {
      await open(lesson.name, async (page) => {
        const figures = await page.locator("figure.gradbook-figure").count();
        expect(figures).toBeGreaterThan(3);
        await page.waitForFunction(
          ({ selector, count }) => {
            const plots = new Set(
              [...document.querySelectorAll(selector)].map((svg) => svg.closest("figure")),
            );
            return plots.size === count;
          },
          { selector: drawn, count: figures },
        );
        for (const alt of await page.locator(".gradbook-plot").evaluateAll(labels))
          expect(alt?.length).toBeGreaterThan(20);
      });
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
      const before = await surface();
      await slider.focus();
      await page.keyboard.press("ArrowLeft");
      await page.keyboard.press("ArrowRight");
      await page.keyboard.press("Home");
      const first = await surface();
      await page.keyboard.press("End");
      await expect.poll(surface).not.toBe(first);
      expect([first, await surface()]).toContain(before);
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

  it("keeps hints and solutions folded, the second hint inside the first", async () => {
    await open(xor, async (page) => {
      const details = page.locator("details");
      expect(await details.count()).toBe(12);
      expect(await page.locator("details[open]").count()).toBe(0);
      const second = page.getByText("It fires at one corner only");
      expect(await second.isVisible()).toBe(false);
      await page.getByText("Hint 1").first().click();
      expect(await second.isVisible()).toBe(false);
      await page.getByText("Hint 2").first().click();
      expect(await second.isVisible()).toBe(true);
    });
  });

  it.each([400, 1400])("fits a window of %i pixels", async (width) => {
    for (const name of ["index", "glossary", ...lessons.map((lesson) => lesson.name)]) {
      await open(
        name,
        async (page) => {
          for (const chart of await page.locator("figure.gradbook-figure").all()) {
            await chart.locator(".main-svg").first().waitFor();
          }
          expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
          expect(await page.locator(".gradbook-plot").evaluateAll(titlesUnderLegends)).toEqual([]);
        },
        { viewport: { width, height: 900 } },
      );
    }
  });

  it.each(["light", "dark"] as const)("is %s where the reader's system is", async (colorScheme) => {
    for (const name of ["index", "glossary", ...lessons.map((lesson) => lesson.name)]) {
      await open(
        name,
        async (page) => {
          const [text = 0, ground = 0] = await page.evaluate(() => {
            const style = getComputedStyle(document.body);
            return [style.color, style.backgroundColor].map((color) => Number(/\d+/.exec(color)?.[0]));
          });
          expect(text < ground).toBe(colorScheme === "light");
        },
        { colorScheme },
      );
    }
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

  it("has no link that leads nowhere", async () => {
    for (const name of ["index", "glossary", ...lessons.map((lesson) => lesson.name)]) {
      await open(name, async (page) => {
        const links = await page
          .locator("a")
          .evaluateAll((all) => all.map((a) => (a as HTMLAnchorElement).href));
        const targets = [...new Set(links)].filter((link) => link.startsWith("file:"));
        expect(targets.length).toBeGreaterThan(0);
        for (const target of targets) {
          const { hash } = new URL(target);
          const html = readFileSync(fileURLToPath(target.replace(hash, "")), "utf8");
          if (hash !== "") expect(html, target).toContain(`id="${decodeURIComponent(hash.slice(1))}"`);
        }
      });
    }
  });
});

function labels(plots: readonly Element[]): (string | null)[] {
  return plots.map((plot) => plot.getAttribute("aria-label"));
}

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
