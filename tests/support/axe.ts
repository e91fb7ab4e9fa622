import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

interface AxeResults {
  readonly violations: readonly {
    readonly id: string;
    readonly impact: string;
    readonly nodes: readonly { readonly html: string }[];
  }[];
}

/** What axe calls serious or critical on a page as it is now, each as its rule and an element; no rule is switched off. */
export async function seriousProblems(page: Page): Promise<readonly string[]> {
  await page.evaluate(() => document.fonts.ready);
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => {
    const { axe } = window as unknown as { axe: { run(what: Document, how: object): Promise<AxeResults> } };
    // Style sheets of files cannot be fetched, which is how axe would read them beforehand.
    return axe.run(document, { preload: false });
  });
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`));
}
