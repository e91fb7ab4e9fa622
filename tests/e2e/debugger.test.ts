import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Jupyter, startJupyter } from "../../notebooks/tools/setup/jupyter.mjs";
import { thisProject } from "../../notebooks/tools/setup/project.mjs";
import { launchBrowser } from "../support/browser.js";
import { describeWith, needs } from "../support/needs.js";
import { projectRoot } from "../support/project.js";
import { LabPage } from "./lab-page.js";

const cells = [
  `import { tensor } from "gradbook";
import { halve } from "./halve";
const x = tensor([[1, 2]]);
const w = tensor([[3], [4]], { requiresGrad: true });
const loss = x.matmul(w);
loss.backward();
halve(loss.item())`,
  "let total = 0;\nfor (const n of [1, 2, 3]) {\n  total += n;\n}\ntotal",
  'function check(n: number) {\n  if (n < 0) throw new RangeError("negative");\n  return n;\n}\ncheck(-1)',
  "6 * 7",
  `import { losses } from "gradbook";
const exact = { dtype: "float64" } as const, learn = { ...exact, requiresGrad: true } as const;
const X = tensor([[0, 0], [0, 1], [1, 0], [1, 1]], exact), Y = tensor([[0], [1], [1], [0]], exact);
const W1 = tensor([[0.9, 0.6], [1.1, 0.7]], { ...learn, name: "W1" });
const b1 = tensor([-0.2, -0.9], { ...learn, name: "b1" });
const W2 = tensor([[1.2], [-0.8]], { ...learn, name: "W2" });
const b2 = tensor([-0.1], { ...learn, name: "b2" });
const logits = X.matmul(W1).add(b1).sigmoid().matmul(W2).add(b2);
const J = losses.binaryCrossentropy(Y, logits, { fromLogits: true });
J.backward();
J.item().toFixed(6)`,
  `import { watch } from "gradbook-kernel";
let level = 0;
watch(() => level);
const end = Date.now() + 8000;
while (Date.now() < end) level += 1;`,
];

/** The slopes of the fifth cell's values, from its result back to where it came from. */
const ARRIVING = [
  "Tensor [] float64 1",
  "Tensor [] float64 0.25",
  "Tensor [4, 1] float64 [0.25, 0.25, 0.25, 0.25]",
  "Tensor [4, 1] float64 [0.25, 0.25, 0.25, 0.25]",
  "Tensor [4, 1] float64 [0.25, 0.00, 0.00, 0.25]",
  "Tensor [4, 1] float64 [0.25, 0.25, 0.25, 0.25]",
  "Tensor [4, 1] float64 [0.00, 0.25, 0.25, 0.00]",
  "Tensor [4, 1] float64 [0.00000000, 0.10074843",
  "Tensor [4, 1] float64 [0.13801261, -0.10074843",
  "Tensor [4, 1] float64 [0.13801261, -0.10074843",
  "Tensor [4, 2] float64 [0.16561513",
  "Tensor [4, 2] float64 [0.04099249",
  "Tensor [4, 2] float64 [0.04099249",
];

const notebook = {
  cells: cells.map((source, i) => ({
    cell_type: "code",
    id: `cell-${i}`,
    execution_count: null,
    metadata: {},
    outputs: [],
    source,
  })),
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

/** One story: a learner who looks into backpropagation, in JupyterLab as it is. */
describeWith([needs.python(), needs.browser()], "the debugger in JupyterLab", () => {
  const folder = mkdtempSync(join(tmpdir(), "kernel-debugger-"));
  let jupyter: Jupyter;
  let browser: Browser;
  let page: Page;
  let lab: LabPage;

  const cell = (i: number): Locator => lab.panel.locator(".jp-Notebook .jp-CodeCell").nth(i);
  const sidebar = (): Locator => page.locator("#jp-debugger-sidebar");
  const frames = (): Locator => sidebar().locator(".jp-DebuggerCallstackFrame");
  const variables = (): Locator => sidebar().locator(".jp-DebuggerVariables");

  /** A picture of the whole window, for whoever wants to look: set GRADBOOK_SCREENSHOTS to a folder. */
  async function picture(name: string): Promise<void> {
    const into = process.env.GRADBOOK_SCREENSHOTS;
    if (into) await page.screenshot({ path: join(into, `${name}.png`) });
  }

  /** Clicks beside a line until its breakpoint is shown, which is when the kernel has taken it. */
  async function setBreakpoint(editor: Locator, line: number): Promise<void> {
    // The first element of the gutter is the one that gives it its width.
    const beside = editor.locator(".cm-gutter.cm-breakpoint-gutter .cm-gutterElement").nth(line);
    const isShown = async (): Promise<boolean> => (await beside.getByLabel("Breakpoint").count()) > 0;
    // JupyterLab shows the gutter a moment before it listens to it.
    while (!(await isShown())) {
      await beside.click();
      await expect
        .poll(isShown, { timeout: 10_000 })
        .toBe(true)
        .catch(() => undefined);
    }
  }

  async function run(i: number): Promise<void> {
    await cell(i).locator(".jp-InputPrompt").click();
    await page.keyboard.press("Control+Enter");
  }

  /** Presses a button of the debugger's once JupyterLab has it enabled, which is a moment after it shows the line. */
  async function press(command: string): Promise<void> {
    const button = sidebar().locator(`jp-button[data-command="debugger:${command}"]`).first();
    await expect.poll(() => button.evaluate((it) => (it as HTMLButtonElement).disabled)).toBe(false);
    await button.click();
  }

  /** The stops whose variables JupyterLab has been sent: what it shows of two may be the same. */
  let stops = 0;
  function countStops(): void {
    let isNew = false;
    page.on("websocket", (socket) =>
      socket.on("framereceived", ({ payload }) => {
        const text = payload.toString();
        if (/"event":\s*"stopped"/.test(text)) isNew = true;
        if (!isNew || !/"command":\s*"variables"/.test(text)) return;
        isNew = false;
        stops++;
      }),
    );
  }

  /** Goes on to where it stops again. */
  async function continueToNextStop(): Promise<void> {
    const before = stops;
    await press("continue");
    await expect.poll(() => stops).toBeGreaterThan(before);
  }

  /** Waits until the uppermost frame is this one. */
  async function stoppedIn(frame: string | RegExp): Promise<void> {
    await frames().first().filter({ hasText: frame }).waitFor();
  }

  beforeAll(async () => {
    mkdirSync(join(folder, "node_modules"));
    symlinkSync(join(projectRoot, "lib"), join(folder, "node_modules", "gradbook"));
    writeFileSync(
      join(folder, "halve.ts"),
      "export function halve(n: number): number {\n  const half = n / 2;\n  return half;\n}\n",
    );
    writeFileSync(join(folder, "debug.ipynb"), JSON.stringify(notebook));
    const project = { ...thisProject, jupyter: join(folder, ".jupyter"), logs: join(folder, ".logs") };
    jupyter = startJupyter(project, { folder, port: await freePort(), browser: false });
    browser = await launchBrowser();
    page = await browser.newPage({ viewport: { width: 1600, height: 1000 } });
    page.setDefaultTimeout(60_000);
    countStops();
    lab = new LabPage(page);
    await lab.open(await jupyter.up, "debug.ipynb");
    await lab.idle();
    const hasRun = lab.panel.locator(".jp-InputPrompt", { hasText: /\[\d+\]/ });
    // On a slow machine it may ask for the kernel before it has heard which there are.
    const accept = page.locator("dialog .jp-mod-accept");
    while ((await hasRun.count()) === 0) {
      if ((await accept.count()) > 0) await accept.first().click();
      await run(3);
      await page.waitForTimeout(1000);
    }
  });

  afterAll(async () => {
    await browser?.close();
    await jupyter?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it("has a live button, which opens the debugger", async () => {
    const button = lab.panel.locator(".jp-DebuggerBugButton");
    await button.waitFor();
    await button.click();
    await sidebar().waitFor();
    await cell(0).locator(".cm-gutter.cm-breakpoint-gutter").waitFor();
    await picture("1-started");
  });

  it("stops at a breakpoint in a cell, and shows tensors", async () => {
    await setBreakpoint(cell(0), 5);
    await run(0);
    await stoppedIn(/cell-\d+/);
    await cell(0).locator(".jp-DebuggerEditor-highlight", { hasText: "x.matmul(w)" }).waitFor();
    await variables().getByText("Tensor [2, 1] float32 [3, 4]").first().waitFor();
    await picture("2-cell");
  });

  it("steps into the library's TypeScript, over a line, and out", async () => {
    await press("stepIn");
    await stoppedIn("value");
    await press("stepIn");
    await stoppedIn("matmul");
    await page.locator(".jp-DebuggerEditor-highlight", { hasText: "meet(" }).waitFor();
    await picture("3-library");
    await press("next");
    await page
      .locator(".jp-DebuggerEditor-highlight", { hasText: /^(?!.*meet\()/ })
      .first()
      .waitFor();
    await press("stepOut");
    await stoppedIn("value");
    await press("stepOut");
    await stoppedIn(/cell-\d+/);
  });

  it("stops in the learner's own file, at a breakpoint that is set there", async () => {
    const line = cell(0).locator(".jp-DebuggerEditor-highlight");
    const shown = async (): Promise<string> => ((await line.count()) > 0 ? line.first().innerText() : "");
    await line.first().waitFor();
    for (let at = await shown(); !at.includes("halve("); at = await shown()) {
      await press("next");
      // The next step is for where this one has ended.
      await expect.poll(async () => ["", at].includes(await shown())).toBe(false);
    }
    // What is given to halve is computed first.
    await press("stepIn");
    await stoppedIn("value");
    await press("stepOut");
    await stoppedIn(/cell-\d+/);
    await press("stepIn");
    await stoppedIn("halve");
    await page.locator(".jp-DebuggerEditor-highlight", { hasText: "n / 2" }).waitFor();
    const file = page
      .locator(".jp-MainAreaWidget:not(.lm-mod-hidden) .cm-editor", { hasText: "const half" })
      .first();
    await setBreakpoint(file, 3);
    await press("continue");
    await page.locator(".jp-DebuggerEditor-highlight", { hasText: "return half" }).waitFor();
    await picture("4-file");
    await press("continue");
    await lab.idle();
    expect(await cell(0).locator(".jp-OutputArea-output").innerText()).toBe("5.5");
  });
  it("watches backpropagation happen: the slopes that arrive, one operation after the other", async () => {
    await setBreakpoint(cell(4), 10);
    await run(4);
    await stoppedIn(/cell-\d+/);
    await picture("7-backward");
    await press("stepIn");
    await stoppedIn("value");
    await press("stepIn");
    await stoppedIn("backward");
    const file = page
      .locator(".jp-MainAreaWidget:not(.lm-mod-hidden) .cm-editor", { hasText: "function gradientsOf" })
      .first();
    await file.waitFor();
    const source = readFileSync(join(projectRoot, "lib/src/autograd/backward.ts"), "utf8").split("\n");
    const line = 1 + source.findIndex((text) => text.includes("inputGradients(tensor, node, gradient)"));
    // The editor draws the lines that are near, and their numbers stand in one order with what is beside them.
    const numbers = file.locator(".cm-lineNumbers .cm-gutterElement");
    await expect.poll(() => numbers.allInnerTexts()).toContain(String(line));
    await setBreakpoint(file, (await numbers.allInnerTexts()).indexOf(String(line)));
    for (const [i, slope] of ARRIVING.entries()) {
      await continueToNextStop();
      await page.locator(".jp-DebuggerEditor-highlight", { hasText: "inputGradients(" }).waitFor();
      await variables().getByText(slope).first().waitFor();
      await picture(`8-chain-rule-${i + 1}`);
    }
    await press("continue");
    await lab.idle();
  });

  it("follows a value while a loop computes without a pause", async () => {
    await run(5);
    const shown = cell(5).locator(".jp-OutputArea-output");
    const level = async (): Promise<number> =>
      Number(/level = (\d+)/.exec(await shown.innerText())?.[1] ?? 0);
    await shown.locator("svg polyline").waitFor();
    const before = await level();
    await expect.poll(level).toBeGreaterThan(before);
    await picture("9-watch");
    await lab.idle();
    expect(await shown.locator("svg").count()).toBe(0);
  });

  it("Stop ends what is paused and keeps variables, and a restart leaves nothing paused", async () => {
    await setBreakpoint(cell(1), 3);
    await run(1);
    await stoppedIn(/cell-\d+/);
    expect(await lab.stop()).toBeLessThan(10_000);
    await frames().first().waitFor({ state: "detached" });
    expect(await cell(1).innerText()).toContain("KeyboardInterrupt");
    await picture("5-stopped");
    await run(1);
    await stoppedIn(/cell-\d+/);
    await lab.panel.locator('jp-button[data-command="notebook:restart-kernel"]').click();
    await page.locator(".jp-Dialog .jp-mod-accept").click();
    await frames().first().waitFor({ state: "detached" });
    await lab.idle();
    await run(3);
    await cell(3).locator(".jp-OutputArea-output", { hasText: "42" }).waitFor();
    await lab.idle();
    await picture("6-restarted");
  });
});
