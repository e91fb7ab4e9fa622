import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, it } from "vitest";
import { describeWith, needs } from "../../../support/needs.js";
import { everyKind, lookedAtSite, problemsOf, promise, windows } from "./looking.js";

const kinds = {
  "the map": /^index$/,
  "the glossary": /^glossary$/,
  lessons: /^week-\d\//,
  "leaders' pages": /^leader\//,
  guides: /^guide\//,
  "pages in one file": /^single\//,
  slides: /^slides\//,
};

describeWith(needs.browser(), `the course: ${promise}`, () => {
  const site = lookedAtSite({ reference: false });

  everyKind(site, kinds);

  it.each(windows.slice(0, 2))("a lesson in use, $width pixels, $colorScheme", async (window) => {
    await site.look(window, async (page) => {
      await page.goto(pathToFileURL(join(site.folder, "week-1/xor-by-hand.html")).href);
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
});
