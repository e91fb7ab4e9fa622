import type { Page } from "playwright-core";
import { describeWith, needs } from "../../../support/needs.js";
import { everyKind, lookedAtSite, promise } from "./looking.js";

const kinds = {
  overviews: /^reference\/[^/]+$/,
  modules: /^reference\/modules\//,
  classes: /^reference\/classes\//,
  interfaces: /^reference\/interfaces\//,
  functions: /^reference\/functions\//,
  types: /^reference\/types\//,
  variables: /^reference\/variables\//,
};

/**
 * Gives later pages in this window an empty navigation: it is one file for all pages, nine tenths of each, and looked at
 * on the first.
 */
async function withoutNavigation(page: Page): Promise<void> {
  const contentType = "text/javascript";
  await page.route("**/navigation.js", (route) => route.fulfill({ contentType, body: "" }));
}

describeWith(needs.browser(), `the reference: ${promise}`, () => {
  const site = lookedAtSite({ reference: true });

  everyKind(site, kinds, async (page) => {
    // A script fills it.
    await page.locator("#tsd-nav-container a").first().waitFor({ state: "attached" });
    await withoutNavigation(page);
  });
});
