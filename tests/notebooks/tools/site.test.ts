import { mkdtempSync, rmSync } from "node:fs";
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

/** A lesson with pictures that stand beside its notebook. */
const PICTURED = "week-2/backpropagation";
const lessons = findLessons().filter(({ week, name }) => week === 1 || name === PICTURED);

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

  it.each(["guide/kernel", "week-1/xor-by-hand"])("%s runs no script that is not its own", async (name) => {
    const page = await browser.newPage();
    await page.goto(pathToFileURL(join(site, `${name}.html`)).href);
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
      await showSlideOf(page, "sigmoid-chart");
      await page.locator("section.present #cell-sigmoid-chart .main-svg").first().waitFor();
    });
  });

  it("has slides whose cells run, are written in and stopped, and leaves the lesson's own page as it was", async () => {
    await open("slides/week-1/xor-by-hand", async (page) => {
      const key = "gradbook.work/week-1/xor-by-hand";
      const kept = JSON.stringify({ version: 1, cells: {}, own: [], aside: ["mine"] });
      await page.evaluate(([name, value]) => localStorage.setItem(name!, value!), [key, kept]);
      await showSlideOf(page, "matrix-code");
      const cell = page.locator("section.present#cell-matrix-code");
      const before = await cell.locator(".outputs").innerText();
      await cell.locator(".live-run").click();
      await cell.locator(".live-mark.live-ok").waitFor();
      expect(await cell.locator(".live-outputs").innerText()).toBe(before);

      await cell.getByRole("button", { name: "Edit" }).click();
      await cell.locator(".cm-content").waitFor();
      await page.keyboard.press("ControlOrMeta+a");
      await page.keyboard.insertText('console.log("on a slide");\nwhile (true) {}');
      await page.keyboard.press("ArrowLeft");
      await page.keyboard.press(" ");
      expect(await cell.isVisible()).toBe(true);
      await cell.locator(".live-run").focus();
      await page.keyboard.press("Enter");
      await cell.locator(".live-outputs", { hasText: "on a slide" }).waitFor();
      expect(await cell.isVisible()).toBe(true);
      await page.getByRole("button", { name: "Stop" }).click();
      await cell.locator(".live-mark.live-interrupted").waitFor();
      expect(await page.evaluate((name) => localStorage.getItem(name), key)).toBe(kept);
    });
  });

  it.each([PICTURED, `slides/${PICTURED}`, `single/${PICTURED.replace("/", "-")}`])(
    "brings the pictures along that stand beside a notebook: %s",
    async (name) => {
      await open(name, async (page) => {
        const pictures = page.locator('img[alt^="JupyterLab"]');
        // The slides' notes have them once more.
        expect(await pictures.count()).toBeGreaterThanOrEqual(3);
        const isMissing = (image: Element) => (image as HTMLImageElement).naturalWidth === 0;
        for (const picture of await pictures.all())
          await expect.poll(() => picture.evaluate(isMissing)).toBe(false);
      });
    },
  );

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
});

/** Goes to the slide that shows a cell. */
function showSlideOf(page: Page, cell: string): Promise<void> {
  return page.evaluate((id) => {
    const slide = document.querySelector(`#cell-${id}`)!.closest("section section")!;
    const { Reveal } = window as unknown as {
      Reveal: { getIndices(slide: Element): { h: number; v: number }; slide(h: number, v: number): void };
    };
    const { h, v } = Reveal.getIndices(slide);
    Reveal.slide(h, v);
  }, cell);
}
