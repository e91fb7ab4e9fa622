import { readFileSync } from "node:fs";
import type { Locator, Page } from "playwright-core";
import { expect } from "vitest";
import type { Output } from "../../../notebooks/tools/lessons/notebook.js";

/** What a page's "Save as .ipynb" gives. */
export interface SavedNotebook {
  readonly cells: readonly {
    readonly cell_type: string;
    readonly id: string;
    readonly source: string;
    readonly outputs?: readonly Output[];
  }[];
}

/** A lesson's page as a reader uses it: by mouse, or by touch alone. */
export class LivePage {
  readonly page: Page;
  readonly #touch: boolean;

  constructor(page: Page, { touch = false } = {}) {
    this.page = page;
    this.#touch = touch;
  }

  press(what: Locator): Promise<void> {
    return this.#touch ? what.tap() : what.click();
  }

  cell(id: string): Locator {
    return this.page.locator(`#cell-${id}`);
  }

  /** Runs a cell by its button, and waits for its end. @returns how it ended */
  async run(id: string): Promise<string> {
    await this.press(this.cell(id).locator(".live-run"));
    return this.ended(id);
  }

  /** Waits until a cell that was begun has ended. */
  async ended(id: string): Promise<string> {
    const mark = this.cell(id).locator(".live-mark:not(.live-running)");
    await mark.waitFor({ timeout: 120_000 });
    return (await mark.getAttribute("class"))?.replace(/live-mark live-/, "") ?? "";
  }

  /** What a cell's run has put out, as text. */
  async shown(id: string): Promise<string> {
    return this.cell(id).locator(".live-outputs").innerText();
  }

  /** Opens a cell's editor and writes a text in place of what is there. */
  async write(id: string, source: string): Promise<void> {
    await this.press(this.cell(id).getByRole("button", { name: "Edit" }));
    const editor = this.cell(id).locator(".cm-content");
    await editor.waitFor();
    await editor.press("ControlOrMeta+a");
    await editor.press("Delete");
    await this.page.keyboard.insertText(source);
  }

  /** Writes a cell of the reader's own behind another. @returns its id */
  async add(after: string, source: string): Promise<string> {
    await this.press(this.cell(after).getByRole("button", { name: "Add a cell" }));
    const own = this.cell(after).locator("xpath=following-sibling::section[1]");
    await own.locator(".cm-content").waitFor();
    const id = (await own.getAttribute("id"))!.replace("cell-", "");
    await own.locator(".cm-content").focus();
    await this.page.keyboard.insertText(source);
    return id;
  }

  /** Runs all cells, and waits until nothing runs any more. */
  async runAll(timeout = 150_000): Promise<void> {
    await this.press(this.page.getByRole("button", { name: "Run all" }));
    await this.page.locator(".live-bar.live-busy").waitFor();
    await this.isIdle(timeout);
  }

  /** Waits until nothing runs. */
  async isIdle(timeout = 120_000): Promise<void> {
    await this.page.locator(".live-bar:not(.live-busy)").waitFor({ timeout });
  }

  async stop(): Promise<void> {
    await this.press(this.page.getByRole("button", { name: "Stop" }));
  }

  async more(name: string): Promise<void> {
    await this.press(this.page.locator(".live-more > summary"));
    await this.press(this.page.getByRole("button", { name }));
  }

  async save(): Promise<{ readonly path: string; readonly notebook: SavedNotebook }> {
    const download = this.page.waitForEvent("download");
    await this.more("Save as .ipynb");
    const path = await (await download).path();
    return { path, notebook: JSON.parse(readFileSync(path, "utf8")) as SavedNotebook };
  }
}

/** Outputs as text, for a comparison: a figure, table or note by its plain text. */
export function plainOutputs(outputs: readonly Output[]): string {
  return outputs
    .map((output) => {
      if (output.output_type === "stream") return output.text;
      if (output.output_type === "error") return output.traceback.join("\n");
      const { "text/plain": text } = output.data;
      return `${String(text)}\n`;
    })
    .join("");
}

/** The outputs of a page's run are those that the lesson was committed with. */
export function expectCommitted(saved: SavedNotebook["cells"], committed: SavedNotebook["cells"]): void {
  const textsOf = (cells: SavedNotebook["cells"]): Record<string, string> =>
    Object.fromEntries(cells.map(({ id, outputs = [] }) => [id, plainOutputs(outputs)]));
  const isCode = ({ cell_type }: { readonly cell_type: string }): boolean => cell_type === "code";
  expect(textsOf(saved.filter(isCode))).toEqual(textsOf(committed.filter(isCode)));
}
