import type { Locator, Page } from "playwright-core";

/** A notebook open in JupyterLab, driven as a person would: by menu, toolbar and keyboard. */
export class LabPage {
  constructor(readonly page: Page) {}

  /** Opens a notebook. Its kernel may come later. */
  async open(url: string, path: string): Promise<void> {
    const address = new URL(url);
    address.pathname = `/lab/tree/${path}`;
    await this.page.goto(address.href);
    await this.panel.locator(".jp-Cell").first().waitFor();
  }

  /** The notebook in front. */
  get panel(): Locator {
    return this.page.locator(".jp-NotebookPanel:not(.lm-mod-hidden)");
  }

  /** Resolves when the kernel is up and has nothing to do. */
  async idle(timeout = 120_000): Promise<void> {
    await this.panel.locator('.jp-Notebook-ExecutionIndicator[data-status="idle"]').waitFor({ timeout });
  }

  async busy(): Promise<void> {
    await this.panel.locator('.jp-Notebook-ExecutionIndicator[data-status="busy"]').waitFor();
  }

  /** Run → Run All Cells. */
  async runAll(): Promise<void> {
    await this.page.locator(".lm-MenuBar-item", { hasText: "Run" }).click();
    await this.page.locator('.lm-Menu-item[data-command="runmenu:run-all"]').click();
  }

  /** Writes code into a new cell below the active one and runs it. Does not wait for its end. */
  async runNew(code: string): Promise<Locator> {
    await this.panel.locator(".jp-Cell.jp-mod-active .jp-InputPrompt").click();
    await this.page.keyboard.press("Escape");
    await this.page.keyboard.press("b");
    await this.page.keyboard.press("Enter");
    await this.page.keyboard.insertText(code);
    const id = await this.panel.locator(".jp-Cell.jp-mod-active").evaluate((cell) => {
      cell.setAttribute("data-test-cell", String(document.querySelectorAll("[data-test-cell]").length));
      return cell.getAttribute("data-test-cell");
    });
    await this.page.keyboard.press("Control+Enter");
    return this.panel.locator(`[data-test-cell="${id}"]`);
  }

  /** Writes code into a new cell, runs it to its end and returns the text it shows. */
  async output(code: string): Promise<string> {
    const cell = await this.runNew(code);
    await this.untilRun(cell);
    await this.idle();
    const texts = await cell.locator(".jp-OutputArea-output").allInnerTexts();
    return texts.join("\n").trim();
  }

  /**
   * Resolves when a cell has run. JupyterLab drops what is run while it still connects, though it shows the kernel as
   * idle: then the cell is run once more, after so many ms.
   */
  async untilRun(cell: Locator, patience = 10_000): Promise<void> {
    const hasRun = cell.locator(".jp-InputPrompt", { hasText: /\[\d+\]/ });
    const isHeard = () =>
      hasRun.waitFor({ timeout: patience }).then(
        () => true,
        () => false,
      );
    while (!(await isHeard())) {
      await this.#chooseKernel();
      await cell.locator(".jp-InputPrompt").click();
      await this.page.keyboard.press("Control+Enter");
    }
  }

  /** On a slow machine JupyterLab may ask for the kernel before it has heard which there are. */
  async #chooseKernel(): Promise<void> {
    const dialog = this.page.locator(".jp-Dialog");
    if ((await dialog.count()) === 0) return;
    const kernels = dialog.locator("select");
    if ((await kernels.count()) > 0) await kernels.selectOption({ label: "TypeScript (gradbook)" });
    await dialog.locator(".jp-mod-accept").first().click();
  }

  /** The square in the toolbar. Resolves with the milliseconds until the kernel is idle again. */
  async stop(): Promise<number> {
    const button = this.panel.locator('jp-button[data-command="notebook:interrupt-kernel"]');
    const started = performance.now();
    await button.click();
    await this.idle();
    return performance.now() - started;
  }

  /** How high each chart stands, in the notebook's order, also where nobody has scrolled to. */
  chartHeights(): Promise<readonly number[]> {
    return this.panel
      .locator(".jp-RenderedPlotly .svg-container")
      .evaluateAll((charts) => charts.map((chart) => (chart as HTMLElement).offsetHeight));
  }

  async save(): Promise<void> {
    await this.page.keyboard.press("Escape");
    await this.page.keyboard.press("Control+s");
    await this.page.locator(".jp-mod-current.jp-mod-dirty").waitFor({ state: "detached" });
  }
}
