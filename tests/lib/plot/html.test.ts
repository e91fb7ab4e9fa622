import { join } from "node:path";
import { plot } from "gradbook";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launchBrowser } from "../../support/browser.js";
import { describeWith, needs } from "../../support/needs.js";
import { projectRoot } from "../../support/project.js";

const simple = () => plot.line([3, 1, 2], { title: "Loss", yLabel: "loss" });
const hostile = () =>
  plot.line([1, 2], {
    title: 'A </script><img src=x onerror="window.broken=1"> "title"',
    alt: "Alt </figure><!-- <script>window.broken=1</script> & more.",
    yLabel: "</script><script>window.broken=1</script>",
  });

describe("a figure's HTML", () => {
  test("is the same every time, and another one for another figure", () => {
    expect(simple().toHTML()).toBe(simple().toHTML());
    const mark = (figure: plot.Figure) => /data-figure="(gb-[0-9a-f]{16})"/.exec(figure.toHTML())?.[1];
    expect(mark(simple())).not.toBe(mark(plot.line([3, 1, 2.5], { title: "Loss", yLabel: "loss" })));
  });

  test("carries no library and is small", () => {
    expect(simple().toHTML().length - JSON.stringify(simple().toJSON()).length).toBeLessThan(5000);
  });

  test("cannot be left by what a title, a description or a name says", () => {
    const html = hostile().toHTML();
    expect(html.match(/<\/script/g)).toHaveLength(2);
    expect(html.match(/<\/figure/g)).toHaveLength(1);
    expect(html).not.toContain("<img");
  });
});

describeWith(needs.browser(), "a figure's HTML in a browser", () => {
  const plotly = join(projectRoot, "node_modules/plotly.js-dist-min/plotly.min.js");
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser?.close());

  async function open(body: string, javaScriptEnabled = true): Promise<void> {
    const context = await browser.newContext({ javaScriptEnabled, offline: true });
    page = await context.newPage();
    await page.setContent(`<!doctype html><body style="color: rgb(1, 2, 3)">${body}`);
  }
  const charts = () => page.locator(".plot-container").count();

  test("says in words what it shows where no script runs", async () => {
    await open(simple().toHTML(), false);
    const words = await page.locator("figcaption").innerText();
    expect(words).toContain("Loss. loss falls from 3 at x 0 to 2 at x 2, between 1 and 3.");
    expect(words).toContain("drawn in JupyterLab");
    expect(await page.locator(".gradbook-plot").isVisible()).toBe(false);
    await page.context().close();
  });

  test("draws when Plotly arrives, once, and each copy of itself", async () => {
    await open(simple().toHTML() + simple().toHTML() + hostile().toHTML());
    expect(await charts()).toBe(0);
    expect(await page.locator("figcaption").first().isVisible()).toBe(true);
    await page.addScriptTag({ path: plotly });
    await page.evaluate(() => window.dispatchEvent(new Event("gradbook:plotly")));
    await expect.poll(charts).toBe(3);
    await page.evaluate(() => window.dispatchEvent(new Event("gradbook:plotly")));
    await page.waitForTimeout(300);
    expect(await charts()).toBe(3);
    expect(await page.evaluate(() => "broken" in window)).toBe(false);
    expect(await page.locator("[role=img]").first().getAttribute("aria-label")).toMatch(/^Loss: loss falls/);
    const box = await page.locator("figcaption").first().boundingBox();
    expect(box?.width).toBeLessThanOrEqual(1);
    await page.context().close();
  });

  test("finds Plotly by looking again when nobody says that it came", async () => {
    await open(simple().toHTML());
    await page.addScriptTag({ path: plotly });
    await expect.poll(charts).toBe(1);
    await page.context().close();
  });

  test("draws at the page's width when the part it stands in is shown", async () => {
    await open(`<div id="part" hidden>${simple().toHTML()}</div>`);
    await page.addScriptTag({ path: plotly });
    await page.waitForTimeout(400);
    expect(await charts()).toBe(0);
    await page.locator("#part").evaluate((part) => part.removeAttribute("hidden"));
    await expect.poll(charts).toBe(1);
    expect((await page.locator(".main-svg").first().boundingBox())?.width).toBe(760);
    await page.context().close();
  });

  test("writes in the page's own color", async () => {
    await open(simple().toHTML());
    await page.addScriptTag({ path: plotly });
    await expect.poll(charts).toBe(1);
    const fill = await page.locator(".gtitle").evaluate((title) => getComputedStyle(title).fill);
    expect(fill).toBe("rgb(1, 2, 3)");
    await page.context().close();
  });
});
