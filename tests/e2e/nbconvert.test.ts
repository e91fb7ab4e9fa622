import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { launchBrowser } from "../support/browser.js";
import { describeWith, needs } from "../support/needs.js";
import { lessonPath, runPython } from "./venv.js";

describeWith([needs.python(), needs.browser()], "jupyter nbconvert --to html --execute", () => {
  const folder = mkdtempSync(join(tmpdir(), "gradbook-nbconvert-"));
  let browser: Browser;
  let page: Page;
  const requests: string[] = [];
  const errors: string[] = [];

  beforeAll(async () => {
    await runPython([
      ...["nbconvert", "--to", "html", "--execute", "--template", "gradbook", "--output-dir", folder],
      lessonPath("week-1/xor-by-hand.ipynb"),
    ]);
    browser = await launchBrowser();
    const context = await browser.newContext({ offline: true });
    page = await context.newPage();
    page.on("request", (request) => requests.push(request.url()));
    page.on("pageerror", (error) => errors.push(error.message));
    await page.goto(pathToFileURL(join(folder, "xor-by-hand.html")).href);
  });

  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true });
  });

  it("writes a page with the lesson's numbers", async () => {
    const text = await page.locator("main").innerText();
    for (const line of ["(0,0) 0.011184", "(0,1) 0.994936", "(1,0) 0.994936", "(1,1) 0.024389"]) {
      expect(text).toContain(line);
    }
    expect(statSync(join(folder, "xor-by-hand.html")).size).toBeLessThan(8_000_000);
  });

  it("draws the charts and sets the formulas with the network off", async () => {
    await page.locator(".js-plotly-plot .main-svg").first().waitFor();
    expect(await page.locator(".js-plotly-plot").count()).toBeGreaterThanOrEqual(4);
    expect(await page.locator(".katex").count()).toBeGreaterThan(10);
    expect(await page.locator(".katex-error").count()).toBe(0);
    expect(errors).toEqual([]);
    expect(requests.filter((url) => !/^(file|data|blob):/.test(url))).toEqual([]);
  });
});
