import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { findLessons } from "../../../notebooks/tools/lessons/catalog.js";
import { writeSite } from "../../../notebooks/tools/render/site.js";
import { launchBrowser } from "../../support/browser.js";
import { complaintsOf } from "../../support/complaints.js";
import { describeWith, needs } from "../../support/needs.js";

const lessons = findLessons().filter(({ week }) => week === 1);
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

describeWith(needs.browser(), "the site, opened from files with the network off", () => {
  let site = "";
  let browser: Browser;

  beforeAll(async () => {
    site = mkdtempSync(join(tmpdir(), "gradbook-site-"));
    await writeSite({ lessons, target: site, singleFiles: true, slides: true });
    browser = await launchBrowser();
  });

  afterAll(async () => {
    await browser?.close();
    rmSync(site, { recursive: true, force: true });
  });

  /** Opens a page and looks at it; fails on any request that is not answered and any error on the page. */
  async function open(
    name: string,
    look: (page: Page) => Promise<void>,
    options: Parameters<Browser["newContext"]>[0] = {},
  ): Promise<void> {
    const context = await browser.newContext({ offline: true, reducedMotion: "reduce", ...options });
    const page = await context.newPage();
    const complaints = complaintsOf(page);
    await page.goto(pathToFileURL(join(site, `${name}.html`)).href);
    await look(page);
    expect(complaints).toEqual([]);
    await context.close();
  }

  it.each([
    ["index", 400, "dark"],
    ["glossary", 1400, "light"],
    ["week-1/xor-by-hand", 400, "dark"],
    ["week-1/training-xor", 1400, "light"],
    ["leader/week-1", 800, "light"],
    ["guide/kernel", 400, "light"],
    ["guide/how-the-kernel-works", 800, "dark"],
    ["guide/library", 800, "light"],
    ["guide/performance", 1400, "dark"],
    ["single/week-1-xor-by-hand", 800, "dark"],
    ["slides/week-1/xor-by-hand", 1400, "light"],
  ] as const)(
    "%s at %i pixels, %s: nothing that axe calls serious, nothing wider than the window",
    async (name, width, colorScheme) => {
      await open(
        name,
        async (page) => {
          await page.evaluate(() => document.fonts.ready);
          await page.evaluate(axe);
          // Style sheets of files cannot be fetched, which is how axe would read them beforehand.
          const found = await page.evaluate(() =>
            (window as unknown as { axe: { run(what: Document, how: object): Promise<AxeResults> } }).axe.run(
              document,
              {
                preload: false,
              },
            ),
          );
          const bad = found.violations.filter(({ impact }) => impact === "serious" || impact === "critical");
          expect(bad.map(({ id, nodes }) => [id, ...nodes.map(({ html }) => html)])).toEqual([]);
          expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
        },
        { viewport: { width, height: 900 }, colorScheme },
      );
    },
  );

  it("finds words in all lessons, the glossary and the guides, by keyboard alone", async () => {
    await open("week-1/training-xor", async (page) => {
      await page.keyboard.press("/");
      await page.keyboard.type("truth tble");
      const found = page.locator("#search-results a");
      await expect.poll(() => found.first().textContent()).toContain("truth table");
      await page.locator("#search").fill("watchdog");
      await expect.poll(() => found.first().textContent()).toMatch(/How/);
      await page.locator("#search").fill("xylophone");
      await expect.poll(() => page.locator("#search-results").innerText()).toContain("Nothing found");
      await page.locator("#search").fill("weighted sum");
      await expect.poll(() => found.count()).toBeGreaterThan(1);
      await page.keyboard.press("ArrowDown");
      const address = await found.first().getAttribute("href");
      await page.keyboard.press("Enter");
      await page.waitForURL((url) => url.href.endsWith(address!.replace("../", "/")));
    });
  });

  it("says what a word of the glossary means, under the pointer and at the keyboard's focus", async () => {
    await open("week-1/xor-by-hand", async (page) => {
      const link = page.locator('main a[href$="glossary.html#truth-table"]').first();
      const note = page.locator("#word-note");
      await link.focus();
      await expect.poll(() => note.innerText()).toContain("진리표");
      await page.keyboard.press("Escape");
      expect(await note.isHidden()).toBe(true);
      await link.hover();
      await expect.poll(() => note.isVisible()).toBe(true);
    });
    await open("single/week-1-xor-by-hand", async (page) => {
      await page.locator('a[data-word="truth-table"]').first().focus();
      await expect.poll(() => page.locator("#word-note").innerText()).toContain("진리표");
    });
  });

  it("copies a block of code", async () => {
    await open(
      "week-1/xor-by-hand",
      async (page) => {
        const cell = page.locator("#cell-matrix-code");
        await cell.hover();
        await cell.getByRole("button", { name: "Copy the code" }).click();
        await expect.poll(() => cell.locator(".copy").innerText()).toBe("Copied");
      },
      { permissions: ["clipboard-read", "clipboard-write"] },
    );
  });

  it("can be read without scripts: text, formulas, and a still picture of each chart", async () => {
    await open(
      "week-1/xor-by-hand",
      async (page) => {
        const figures = await page.locator("figure.gradbook-figure").count();
        expect(figures).toBeGreaterThan(4);
        const stills = page.locator(".still > svg");
        expect(await stills.count()).toBe(figures);
        for (const still of await stills.all())
          expect((await still.boundingBox())!.width).toBeGreaterThan(300);
        expect(await page.locator("search").isHidden()).toBe(true);
      },
      { javaScriptEnabled: false },
    );
  });

  it("prints the still pictures in place of the charts", async () => {
    await open("week-1/xor-by-hand", async (page) => {
      expect(await page.locator(".still").first().isHidden()).toBe(true);
      await page.emulateMedia({ media: "print" });
      expect(await page.locator(".still").first().isVisible()).toBe(true);
      expect(await page.locator(".gradbook-plot").first().isHidden()).toBe(true);
      expect(await page.locator(".bar").isHidden()).toBe(true);
    });
  });

  it("runs no script that is not its own", async () => {
    const page = await browser.newPage();
    await page.goto(pathToFileURL(join(site, "guide/kernel.html")).href);
    const refused = await page.evaluate(
      () =>
        new Promise((resolve) => {
          document.addEventListener("securitypolicyviolation", ({ effectiveDirective }) =>
            resolve(effectiveDirective),
          );
          const script = document.createElement("script");
          script.textContent = "document.title = 'ran'";
          document.body.append(script);
        }),
    );
    expect(refused).toBe("script-src-elem");
    expect(await page.title()).not.toBe("ran");
    await page.close();
  });

  it("has slides with live charts, notes for the speaker and a clock", async () => {
    await open("slides/week-1/xor-by-hand", async (page) => {
      expect(await page.locator("section.present > .prose > h1").innerText()).toBe("XOR by hand-set weights");
      await page.keyboard.press("ArrowRight");
      expect(await page.locator(".slides > section.present section.present > .prose > h2").innerText()).toBe(
        "1. Predict first",
      );
      expect(await page.locator(".slides > section.present aside.notes").first().textContent()).toContain(
        "staircase",
      );
      await expect.poll(() => page.locator("#clock").innerText()).toMatch(/^0:0\d$/);
      await page.evaluate(() => {
        const chart = document.querySelector("#cell-sigmoid-chart")!.closest("section section")!;
        const { Reveal } = window as unknown as {
          Reveal: { getIndices(slide: Element): { h: number; v: number }; slide(h: number, v: number): void };
        };
        const { h, v } = Reveal.getIndices(chart);
        Reveal.slide(h, v);
      });
      await page.locator("section.present #cell-sigmoid-chart .main-svg").first().waitFor();
    });
  });

  it("tells the leader of a week what comes when, the questions with folded answers, and the usual mistakes", async () => {
    await open("leader/week-1", async (page) => {
      const text = await page.locator("main").innerText();
      expect(text).toContain("2 lessons, 90 minutes");
      expect(text).toMatch(/0 to \d+ min\s+1\. Predict first/);
      expect(text).toMatch(/to 45 min\s+8\. What you take with you/);
      await page.getByText("Exercise 1", { exact: true }).first().click();
      expect(await page.locator("main").innerText()).toContain("AND is what k₁ answers");
      expect(await page.getByText("An answer").count()).toBeGreaterThan(3);
    });
  });

  it("keeps a lesson's page below 200 kB gzipped, before Plotly", async () => {
    const { gzipSync } = await import("node:zlib");
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
});

interface AxeResults {
  readonly violations: readonly {
    readonly id: string;
    readonly impact: string;
    readonly nodes: readonly { html: string }[];
  }[];
}
