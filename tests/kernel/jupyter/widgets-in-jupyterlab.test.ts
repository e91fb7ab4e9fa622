import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Locator, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { LabPage } from "../../e2e/lab-page.js";
import { OwnLab } from "../../e2e/own-lab.js";
import { describeWith, needs } from "../../support/needs.js";

describeWith([needs.python(), needs.browser()], "widgets in JupyterLab with its own widget manager", () => {
  let own: OwnLab;
  let page: Page;
  let lab: LabPage;

  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), "kernel-widgets-"));
    own = await OwnLab.start({ folder, viewport: { width: 1200, height: 900 }, timeout: 120_000 });
    ({ page, lab } = own);
    await own.open("widgets", ["1"]);
  });

  afterAll(() => own?.close());

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
    await expect.poll(() => lab.output("slider.value")).toBe("5");
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
    await expect.poll(async () => (await output.innerText()).split(/\n+/)).toEqual(["n is 6", "'quiet'"]);
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
