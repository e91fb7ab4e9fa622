import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { findLessons } from "../../../../notebooks/tools/lessons/catalog.js";
import { writeSite } from "../../../../notebooks/tools/render/site.js";
import { seriousProblems } from "../../../support/axe.js";
import { launchBrowser } from "../../../support/browser.js";
import { complaintsOf } from "../../../support/complaints.js";

/** One or two pages of each kind; the long checks look at all, in each of the windows. */
export const all = process.env.GRADBOOK_PAGES === "all";

export const promise =
  "a page opens without a complaint, and nothing on it is what axe calls serious or critical, nor wider than it";

export interface Window {
  readonly width: number;
  readonly colorScheme: "light" | "dark";
}

export const windows: readonly Window[] = [
  { width: 400, colorScheme: "dark" },
  { width: 1400, colorScheme: "light" },
  { width: 800, colorScheme: "dark" },
];

/** A site written for the tests of a file, and the browser that looks at it. */
export interface LookedAtSite {
  readonly folder: string;
  /** The pages to be looked at, by name, as in `week-1/xor-by-hand`. */
  readonly pages: readonly string[];
  /** Gives `act` a page in a window of its own. */
  look(window: Window, act: (page: Page) => Promise<void>): Promise<void>;
}

/** Writes the site before the tests of this file, and clears it away after them: the course, or the library's reference. */
export function lookedAtSite({ reference }: { reference: boolean }): LookedAtSite {
  let folder = "";
  let browser: Browser;
  let pages: readonly string[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "gradbook-site-"));
    const lessons = findLessons().filter(({ week }) => week === 1 || (all && !reference));
    await writeSite({ lessons, target: folder, singleFiles: !reference, slides: !reference, reference });
    pages = readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".html"))
      .map((file) => file.replaceAll("\\", "/").slice(0, -5))
      .filter((name) => !reference || name.startsWith("reference/"))
      .sort();
    browser = await launchBrowser();
  });

  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  return {
    get folder() {
      return folder;
    },
    get pages() {
      return pages;
    },
    async look({ width, colorScheme }, act) {
      const viewport = { width, height: 900 };
      const context = await browser.newContext({
        offline: true,
        reducedMotion: "reduce",
        viewport,
        colorScheme,
      });
      await act(await context.newPage());
      await context.close();
    },
  };
}

/** What is wrong on a page as it is now. */
export async function problemsOf(page: Page, width: number): Promise<readonly string[]> {
  const widest = await page.evaluate(() => document.documentElement.scrollWidth);
  const wide = widest > width ? [`${widest} pixels wide in ${width}`] : [];
  return [...wide, ...(await seriousProblems(page))];
}

/**
 * A test for each kind of page, and one that there are no others.
 *
 * @param kinds each by the beginning of its pages' names
 * @param atFirst called in each window before the first page of a kind is looked at
 */
export function everyKind(
  site: LookedAtSite,
  kinds: Readonly<Record<string, RegExp>>,
  atFirst?: (page: Page) => Promise<void>,
): void {
  it("every page is of one kind that is looked at", () => {
    const isOfNone = (name: string) => !Object.values(kinds).some((kind) => kind.test(name));
    expect(site.pages.filter(isOfNone)).toEqual([]);
  });

  it.each(Object.entries(kinds))("%s", { timeout: 7_200_000 }, async (_, kind) => {
    const ofKind = site.pages.filter((name) => kind.test(name));
    expect(ofKind.length).toBeGreaterThan(0);
    const found: Record<string, readonly string[]> = {};
    const lookAtAll = async (window: Window, i: number) => {
      // Of each kind the first on a phone, and one from the middle on a wide screen.
      const shown = all ? ofKind : [ofKind[Math.floor((i * ofKind.length) / 2)]!];
      await site.look(window, async (page) => {
        const complaints = complaintsOf(page);
        for (const name of shown) {
          await page.goto(pathToFileURL(join(site.folder, `${name}.html`)).href);
          if (name === shown[0]) await atFirst?.(page);
          const problems = [...(await problemsOf(page, window.width)), ...complaints.splice(0)];
          if (problems.length > 0) found[`${name}, ${window.width}, ${window.colorScheme}`] = problems;
        }
      });
    };
    await Promise.all((all ? windows : windows.slice(0, 2)).map(lookAtAll));
    expect(found).toEqual({});
  });
}
