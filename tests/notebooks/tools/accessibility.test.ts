import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { findLessons } from "../../../notebooks/tools/lessons/catalog.js";
import { writeSite } from "../../../notebooks/tools/render/site.js";
import { seriousProblems } from "../../support/axe.js";
import { launchBrowser } from "../../support/browser.js";
import { complaintsOf } from "../../support/complaints.js";
import { describeWith, needs } from "../../support/needs.js";

/** One or two pages of each kind; the long checks look at all, in each of the windows. */
const all = process.env.GRADBOOK_PAGES === "all";
const lessons = findLessons().filter(({ week }) => all || week === 1);

interface Window {
  readonly width: number;
  readonly colorScheme: "light" | "dark";
}

const windows: readonly Window[] = [
  { width: 400, colorScheme: "dark" },
  { width: 1400, colorScheme: "light" },
  { width: 800, colorScheme: "dark" },
];

/** Each kind of page, by the beginning of its name. */
const kinds = {
  "the map": /^index$/,
  "the glossary": /^glossary$/,
  lessons: /^week-\d\//,
  "leaders' pages": /^leader\//,
  guides: /^guide\//,
  "pages in one file": /^single\//,
  slides: /^slides\//,
  "the reference's overviews": /^reference\/[^/]+$/,
  "the reference's modules": /^reference\/modules\//,
  "the reference's classes": /^reference\/classes\//,
  "the reference's interfaces": /^reference\/interfaces\//,
  "the reference's functions": /^reference\/functions\//,
  "the reference's types": /^reference\/types\//,
  "the reference's variables": /^reference\/variables\//,
};

/**
 * The names in the navigation of a page of the reference, which is nine tenths of it, and the same on all; `remove` takes
 * them out.
 */
async function entriesOfNavigation(page: Page, { remove }: { remove: boolean }): Promise<string> {
  const navigation = page.locator("#tsd-nav-container");
  // A script fills it.
  await navigation.locator("a").first().waitFor({ state: "attached" });
  return navigation.evaluate((list, remove) => {
    const entries = [...list.querySelectorAll("a")].map((link) => link.textContent).join(" ");
    if (remove) list.replaceChildren();
    return entries;
  }, remove);
}

describeWith(
  needs.browser(),
  "a page opens without a complaint, and nothing on it is what axe calls serious or critical, nor wider than it",
  () => {
    let site = "";
    let browser: Browser;
    let pages: readonly string[] = [];

    beforeAll(async () => {
      site = mkdtempSync(join(tmpdir(), "gradbook-site-"));
      await writeSite({ lessons, target: site, singleFiles: true, slides: true, reference: true });
      pages = readdirSync(site, { recursive: true, encoding: "utf8" })
        .filter((file) => file.endsWith(".html"))
        .map((file) => file.replaceAll("\\", "/").slice(0, -5))
        .sort();
      browser = await launchBrowser();
    });

    afterAll(async () => {
      await browser?.close();
      rmSync(site, { recursive: true, force: true });
    });

    async function look({ width, colorScheme }: Window, act: (page: Page) => Promise<void>): Promise<void> {
      const viewport = { width, height: 900 };
      const context = await browser.newContext({
        offline: true,
        reducedMotion: "reduce",
        viewport,
        colorScheme,
      });
      // A busy machine may take its time.
      context.setDefaultTimeout(120_000);
      const page = await context.newPage();
      await act(page);
      await context.close();
    }

    async function problemsOf(page: Page, width: number): Promise<readonly string[]> {
      const widest = await page.evaluate(() => document.documentElement.scrollWidth);
      const wide = widest > width ? [`${widest} pixels wide in ${width}`] : [];
      return [...wide, ...(await seriousProblems(page))];
    }

    it("every page is of one kind that is looked at", () => {
      const isOfNone = (name: string) => !Object.values(kinds).some((kind) => kind.test(name));
      expect(pages.filter(isOfNone)).toEqual([]);
    });

    it.each(Object.keys(kinds) as (keyof typeof kinds)[])("%s", { timeout: 7_200_000 }, async (kind) => {
      const ofKind = pages.filter((name) => kinds[kind].test(name));
      expect(ofKind.length).toBeGreaterThan(0);
      const found: Record<string, readonly string[]> = {};
      const lookAtAll = async (window: Window, i: number) => {
        // Of each kind the first on a phone, and one from the middle on a wide screen.
        const shown = all ? ofKind : [ofKind[Math.floor((i * ofKind.length) / 2)]!];
        await look(window, async (page) => {
          const complaints = complaintsOf(page);
          let seen: string | undefined;
          for (const name of shown) {
            await page.goto(pathToFileURL(join(site, `${name}.html`)).href);
            if (kind.startsWith("the reference")) {
              // Looked at once for a kind and window.
              const entries = await entriesOfNavigation(page, { remove: seen !== undefined });
              seen ??= entries;
              if (entries !== seen) complaints.push("another navigation than on the first page");
            }
            const problems = [...(await problemsOf(page, window.width)), ...complaints.splice(0)];
            if (problems.length > 0) found[`${name}, ${window.width}, ${window.colorScheme}`] = problems;
          }
        });
      };
      await Promise.all((all ? windows : windows.slice(0, 2)).map(lookAtAll));
      expect(found).toEqual({});
    });

    it.each(windows.slice(0, 2))("a lesson in use, $width pixels, $colorScheme", async (window) => {
      await look(window, async (page) => {
        await page.goto(pathToFileURL(join(site, "week-1/xor-by-hand.html")).href);
        const cell = page.locator("#cell-matrix-code");
        await cell.getByRole("button", { name: "Edit" }).click();
        await cell.locator(".cm-content").waitFor();
        await cell.locator(".live-run").click();
        await cell.locator(".live-mark:not(.live-running)").waitFor();
        await page.keyboard.press("/");
        await page.keyboard.type("neuron");
        await page.locator("#search-results a").first().waitFor();
        await page.locator(".live-more > summary").click();
        expect(await problemsOf(page, window.width)).toEqual([]);
      });
    });
  },
);
