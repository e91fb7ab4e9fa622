import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { freePorts } from "../../kernel/src/client/free-ports.js";
import { type Jupyter, startJupyter } from "../../notebooks/tools/setup/jupyter.mjs";
import { thisProject } from "../../notebooks/tools/setup/project.mjs";
import { launchBrowser } from "../support/browser.js";
import { LabPage } from "./lab-page.js";

export interface OwnLabOptions {
  /** Its notebooks and all that it writes; goes at the end. */
  readonly folder: string;
  readonly viewport: { readonly width: number; readonly height: number };
  /** How long what is to happen in the window may take, in ms. */
  readonly timeout: number;
}

/** A JupyterLab of a test's own, as the project's set-up has made it, and a window on it. */
export class OwnLab {
  readonly #folder: string;
  readonly #jupyter: Jupyter;
  readonly #browser: Browser;
  readonly page: Page;
  readonly lab: LabPage;

  private constructor(parts: { folder: string; jupyter: Jupyter; browser: Browser; page: Page }) {
    this.#folder = parts.folder;
    this.#jupyter = parts.jupyter;
    this.#browser = parts.browser;
    this.page = parts.page;
    this.lab = new LabPage(parts.page);
  }

  static async start({ folder, viewport, timeout }: OwnLabOptions): Promise<OwnLab> {
    const project = { ...thisProject, jupyter: join(folder, ".jupyter"), logs: join(folder, ".logs") };
    const [port = 0] = await freePorts(1);
    const jupyter = startJupyter(project, { folder, port, browser: false });
    const browser = await launchBrowser();
    const page = await browser.newPage({ viewport });
    page.setDefaultTimeout(timeout);
    return new OwnLab({ folder, jupyter, browser, page });
  }

  /** Writes a notebook of these cells, opens it, and waits until its kernel has run the last one, which must run at once. */
  async open(name: string, cells: readonly string[]): Promise<void> {
    writeFileSync(join(this.#folder, `${name}.ipynb`), JSON.stringify(notebookOf(cells)));
    await this.lab.open(await this.#jupyter.up, `${name}.ipynb`);
    await this.lab.idle();
    const last = this.lab.panel.locator(".jp-Notebook .jp-CodeCell").nth(cells.length - 1);
    await this.lab.untilRun(last, 1000);
    await this.page.locator(".jp-Toolbar-kernelName", { hasText: "TypeScript (gradbook)" }).waitFor();
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await this.#jupyter.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** A cell's name in the notebook. */
export function cellId(i: number): string {
  return `cell-${i}`;
}

function notebookOf(cells: readonly string[]): object {
  return {
    cells: cells.map((source, i) => ({
      cell_type: "code",
      id: cellId(i),
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
}
