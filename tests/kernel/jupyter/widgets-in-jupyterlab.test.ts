import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Jupyter, startJupyter } from "../../../notebooks/tools/setup/jupyter.mjs";
import { thisProject } from "../../../notebooks/tools/setup/project.mjs";
import { LabPage } from "../../e2e/lab-page.js";
import { launchBrowser } from "../../support/browser.js";
import { describeWith, needs } from "../../support/needs.js";

const notebook = {
  cells: [{ cell_type: "code", id: "first", execution_count: null, metadata: {}, outputs: [], source: "1" }],
  metadata: {
    kernelspec: { name: "gradbook", display_name: "TypeScript (gradbook)", language: "typescript" },
  },
  nbformat: 4,
  nbformat_minor: 5,
};

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}

describeWith([needs.python(), needs.browser()], "widgets in JupyterLab with its own widget manager", () => {
  const folder = mkdtempSync(join(tmpdir(), "kernel-widgets-"));
  let jupyter: Jupyter;
  let browser: Browser;
  let page: Page;
  let lab: LabPage;

  beforeAll(async () => {
    writeFileSync(join(folder, "widgets.ipynb"), JSON.stringify(notebook));
    const project = { ...thisProject, jupyter: join(folder, ".jupyter"), logs: join(folder, ".logs") };
    jupyter = startJupyter(project, { folder, port: await freePort(), browser: false });
    browser = await launchBrowser();
    page = await browser.newPage({ viewport: { width: 1200, height: 900 } });
    page.setDefaultTimeout(120_000);
    lab = new LabPage(page);
    await lab.open(await jupyter.up, "widgets.ipynb");
    await lab.idle();
    // JupyterLab drops what is run while it still connects, though it shows the kernel as idle.
    const hasRun = lab.panel.locator(".jp-InputPrompt", { hasText: /\[\d+\]/ });
    // On a slow machine it may ask for the kernel before it has heard which there are.
    const accept = page.locator("dialog .jp-mod-accept");
    while ((await hasRun.count()) === 0) {
      if ((await accept.count()) > 0) await accept.first().click();
      await lab.panel.locator(".jp-Cell .jp-InputPrompt").first().click();
      await page.keyboard.press("Control+Enter");
      await page.waitForTimeout(1000);
    }
  });

  afterAll(async () => {
    await browser?.close();
    await jupyter?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Moves a slider one step, as a person does with the arrow key. */
  async function stepUp(cell: Locator): Promise<void> {
    await cell.locator(".noUi-handle").focus();
    await page.keyboard.press("ArrowRight");
  }

  test("a slider tells the kernel its value, and the kernel sets it", async () => {
    const cell = await lab.runNew(`import { widgets } from "gradbook-kernel";
const slider = widgets.intSlider({ value: 4, max: 9, description: "layers" });
slider`);
    await cell.locator(".widget-label", { hasText: "layers" }).waitFor();
    expect(await cell.locator(".widget-readout").innerText()).toBe("4");
    await stepUp(cell);
    await cell.locator(".widget-readout", { hasText: "5" }).waitFor();
    await expect.poll(() => lab.output("slider.value"), { timeout: 60_000 }).toBe("5");
    await lab.output("slider.value = 8; void 0");
    await cell.locator(".widget-readout", { hasText: "8" }).waitFor();
  });

  test("interact shows anew what the function makes of the values, in its own place", async () => {
    const cell = await lab.runNew(`import { widgets } from "gradbook-kernel";
await widgets.interact(({ n, loud }) => {
  console.log("n is", n);
  return loud ? "LOUD" : "quiet";
}, { n: [0, 10], loud: false });
void 0`);
    const output = cell.locator(".widget-output");
    await output.getByText("n is 5").waitFor();
    await stepUp(cell);
    await output.getByText("n is 6").waitFor();
    await expect
      .poll(async () => (await output.innerText()).split(/\n+/), { timeout: 60_000 })
      .toEqual(["n is 6", "'quiet'"]);
    await cell.locator('input[type="checkbox"]').click();
    await output.getByText("LOUD").waitFor();
    expect(await output.getByText("quiet").count()).toBe(0);
  });

  test("button, dropdown, text and HTML", async () => {
    const cell = await lab.runNew(`import { widgets } from "gradbook-kernel";
const answer = widgets.html({ value: "<i>nothing yet</i>" });
const go = widgets.button({ description: "Go" });
const kind = widgets.dropdown({ options: ["sgd", "adam"] });
const name = widgets.text({ value: "w" });
go.onClick(() => { answer.value = "<b>" + [kind.value, name.value].join(" ") + "</b>"; });
widgets.vbox([kind, name, go, answer])`);
    await cell.locator("i", { hasText: "nothing yet" }).waitFor();
    await cell.locator("select").selectOption("adam");
    await cell.locator('input[type="text"]').fill("v");
    await cell.getByRole("button", { name: "Go" }).click();
    await cell.locator("b", { hasText: "adam v" }).waitFor();
  });
});
