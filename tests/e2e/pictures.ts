import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { fewerColors } from "./fewer-colors.js";

/**
 * The pictures of the documents are taken by the tests that do what stands beside them, so that they show what is so:
 *
 *     GRADBOOK_PICTURES=1 npm test -- tests/e2e/debugger/told.test.ts     those of the debugger in the lessons
 *     GRADBOOK_PICTURES=1 npm test -- tests/e2e/jupyterlab.test.ts tests/e2e/pages/live.test.ts    README.md's
 *
 * write them anew.
 */
export const isTaken = process.env.GRADBOOK_PICTURES !== undefined;

/** Writes a picture in few bytes. */
export function savePicture(path: string, png: Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, fewerColors(png));
}

/** Where README.md finds a picture. */
function readmePicture(name: string, scheme: "light" | "dark"): string {
  return fileURLToPath(new URL(`readme/${name}-${scheme}.png`, import.meta.url));
}

/** Takes a picture for README.md, light and dark. */
export async function takeForReadme(
  name: string,
  { page, toScheme, take }: { page: Page; toScheme: Schemer; take: () => Promise<Uint8Array> },
): Promise<void> {
  if (!isTaken) return;
  for (const scheme of ["dark", "light"] as const) {
    await toScheme(page, scheme);
    // The pointer's hints are not part of it.
    await page.mouse.move(5, 5);
    await page.waitForTimeout(1000);
    savePicture(readmePicture(name, scheme), await take());
  }
}

type Schemer = (page: Page, scheme: "light" | "dark") => Promise<void>;

/** A page follows the reader's system. */
export const pageScheme: Schemer = (page, scheme) => page.emulateMedia({ colorScheme: scheme });

/** So does JupyterLab, as set-up has told it to; a choice in its menu of themes would only end that. */
export const labScheme: Schemer = async (page, scheme) => {
  await pageScheme(page, scheme);
  await page.locator(`body[data-jp-theme-light="${scheme === "light"}"]`).waitFor({ state: "attached" });
};
