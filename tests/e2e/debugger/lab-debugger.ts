import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Locator, Page } from "playwright-core";
import { afterAll, afterEach, expect, vi } from "vitest";
import { projectRoot } from "../../support/project.js";
import { type LabMessage, LabMessages } from "../lab-messages.js";
import type { LabPage } from "../lab-page.js";
import { cellId, OwnLab } from "../own-lab.js";

export interface LabDebuggerOptions {
  /** The sources of the notebook's cells; the last must run at once and show 42. */
  readonly cells: readonly string[];
  /** What the notebook is called. Default: `debug`. */
  readonly name?: string;
  /** Files beside the notebook, by name. */
  readonly files?: Readonly<Record<string, string>>;
  /** The folder of all this; by default a new one, which goes at the end. */
  readonly folder?: string;
  readonly viewport?: { readonly width: number; readonly height: number };
}

/** A notebook in JupyterLab as it is, and its debugger, driven as a person would. */
export class LabDebugger {
  readonly folder: string;
  readonly #own: OwnLab;
  /** What JupyterLab has put into the browser's console as an error, and what it did not catch. */
  readonly errors: string[] = [];
  readonly messages: LabMessages;

  private constructor(folder: string, own: OwnLab) {
    this.folder = folder;
    this.#own = own;
    this.messages = new LabMessages(own.page);
  }

  get page(): Page {
    return this.#own.page;
  }

  get lab(): LabPage {
    return this.#own.lab;
  }

  /** Opens the notebook, and waits until its kernel has run the last cell. */
  static async open({
    cells,
    name = "debug",
    files = {},
    ...given
  }: LabDebuggerOptions): Promise<LabDebugger> {
    const folder = given.folder ?? mkdtempSync(join(tmpdir(), "kernel-debugger-"));
    layOut(folder, files);
    const viewport = given.viewport ?? { width: 1600, height: 1000 };
    const own = await OwnLab.start({ folder, viewport, timeout: 120_000 });
    const opened = new LabDebugger(folder, own);
    const { page } = own;
    page.on("console", (message) => {
      if (message.type() === "error") opened.errors.push(message.text());
    });
    page.on("pageerror", (error) => opened.errors.push(error.message));
    await own.open(name, cells);
    return opened;
  }

  /** To be called where a story's tests are described: closes what is open at its end, and shows what has failed. */
  static closeAfter(opened: () => LabDebugger | undefined): void {
    afterEach(async ({ task }) => {
      if (task.result?.state === "fail") await opened()?.keep(`failed-${task.name}`);
    });
    afterAll(() => opened()?.close());
  }

  close(): Promise<void> {
    return this.#own.close();
  }

  cell(i: number): Locator {
    return this.lab.panel.locator(".jp-Notebook .jp-CodeCell").nth(i);
  }

  /** What a cell has put out. */
  output(i: number): Locator {
    return this.cell(i).locator(".jp-OutputArea-output");
  }

  get sidebar(): Locator {
    return this.page.locator("#jp-debugger-sidebar");
  }

  get frames(): Locator {
    return this.sidebar.locator(".jp-DebuggerCallstackFrame");
  }

  get variables(): Locator {
    return this.sidebar.locator(".jp-DebuggerVariables");
  }

  /** The value that the panel shows of a variable. */
  value(name: string): Locator {
    return this.variables
      .locator(".jp-DebuggerVariables-name", { hasText: new RegExp(`^${name}$`) })
      .locator("xpath=following-sibling::*[contains(@class, 'jp-DebuggerVariables-detail')]")
      .first();
  }

  /** The line at which a cell or a file in front is stopped. */
  get line(): Locator {
    return this.page.locator(".jp-DebuggerEditor-highlight");
  }

  /** The editor of a file that the debugger has opened, by something that stands in it. */
  file(text: string): Locator {
    return this.page.locator(".jp-MainAreaWidget:not(.lm-mod-hidden) .cm-editor", { hasText: text }).first();
  }

  /**
   * Opens the debugger by its button, and waits until it is there. JupyterLab shows the button before it listens to it,
   * and drops a click that comes while it still connects: then it is clicked once more.
   */
  async start(): Promise<void> {
    const button = this.lab.panel.locator(".jp-DebuggerBugButton");
    const isOn = button.and(this.page.locator('[aria-pressed="true"]'));
    while ((await isOn.count()) === 0) {
      await button.click();
      await isOn.waitFor({ timeout: 10_000 }).catch(() => undefined);
    }
    await this.sidebar.waitFor();
    await this.cell(0).locator(".cm-gutter.cm-breakpoint-gutter").waitFor();
  }

  /** A picture of the whole window, for whoever wants to look: set GRADBOOK_SCREENSHOTS to a folder. */
  async picture(name: string): Promise<void> {
    const into = process.env.GRADBOOK_SCREENSHOTS;
    if (into) await this.page.screenshot({ path: join(into, `${name}.png`) });
  }

  /** A picture, and what JupyterLab and the kernel have said to each other. */
  async keep(name: string): Promise<void> {
    const into = process.env.GRADBOOK_SCREENSHOTS;
    if (into) this.messages.write(join(into, `${name}.txt`));
    await this.picture(name);
  }

  /** Clicks beside a line until its breakpoint is shown, or no longer, and the kernel has taken it. */
  async setBreakpoint(editor: Locator, line: number, { isSet = true } = {}): Promise<void> {
    // The first element of the gutter is the one that gives it its width.
    const beside = editor.locator(".cm-gutter.cm-breakpoint-gutter .cm-gutterElement").nth(line);
    const isShown = async (): Promise<boolean> => (await beside.getByLabel("Breakpoint").count()) > 0;
    // JupyterLab shows the gutter a moment before it listens to it, may draw a dot, or none, before the kernel has answered,
    // and takes back what a click has changed where it sends a cell's breakpoints again just then.
    while ((await isShown()) !== isSet) {
      const before = this.messages.all.length;
      await beside.click();
      const isDone = async (): Promise<boolean> => {
        if (!this.#areBreakpointsSent(before)) return false;
        const seen = this.messages.all.length;
        await this.#drawn();
        return (await isShown()) === isSet && this.messages.all.length === seen;
      };
      await expect
        .poll(isDone, { timeout: 10_000 })
        .toBe(true)
        .catch(() => undefined);
    }
  }

  /** Waits until the page shows what the messages until now have told it: it draws some turns after it gets them. */
  #drawn(): Promise<void> {
    return this.page.evaluate(
      () =>
        new Promise<void>((done) => {
          requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done)));
        }),
    );
  }

  /** Sets a breakpoint beside a line of a file that the debugger has opened, by the line's number in it. */
  async setBreakpointInFile(file: Locator, line: number): Promise<void> {
    // The editor draws the lines that are near, and their numbers stand in one order with what is beside them.
    const numbers = file.locator(".cm-lineNumbers .cm-gutterElement");
    const number = numbers.getByText(String(line), { exact: true });
    await number.waitFor();
    // A click on what is out of sight would scroll, which draws other lines in their place.
    await number.evaluate((element) => element.scrollIntoView({ block: "center" }));
    let at = -1;
    const isAtRest = async (): Promise<boolean> => {
      const before = at;
      at = (await numbers.allInnerTexts()).indexOf(String(line));
      return at >= 0 && at === before;
    };
    await expect.poll(isAtRest, { interval: 300 }).toBe(true);
    await this.setBreakpoint(file, at);
  }

  /** Runs a cell, and waits until JupyterLab has asked the kernel to. */
  async run(i: number): Promise<void> {
    const before = this.#runs(i).length;
    await this.cell(i).locator(".jp-InputPrompt").click();
    await this.page.keyboard.press("Control+Enter");
    await until(() => this.#runs(i).length > before, `JupyterLab to run cell ${i}`);
  }

  /** Waits until the kernel has answered for a cell that was run. */
  async ended(i: number): Promise<void> {
    const request = this.#runs(i).at(-1);
    const isAnswered = () => request !== undefined && this.messages.replyTo(request) !== undefined;
    await until(isAnswered, `the kernel to answer for cell ${i}`);
  }

  async runToEnd(i: number): Promise<void> {
    await this.run(i);
    await this.ended(i);
  }

  /** The requests to run a cell. */
  #runs(i: number): readonly LabMessage[] {
    return this.messages.all.filter(
      ({ header, metadata }) => header.msg_type === "execute_request" && metadata.cellId === cellId(i),
    );
  }

  /** The requests to the kernel's debugger of one kind, after so many messages. */
  #asked(command: string, from: number): readonly LabMessage[] {
    return this.messages.all
      .slice(from)
      .filter(({ header, content }) => header.msg_type === "debug_request" && content.command === command);
  }

  /** Whether the kernel's debugger was asked something after so many messages, and has answered. */
  #isAnswered(command: string, from: number): boolean {
    const asked = this.#asked(command, from);
    return asked.length > 0 && asked.every((request) => this.messages.replyTo(request) !== undefined);
  }

  /**
   * Whether JupyterLab has sent breakpoints, and is not about to send more: it asks for a cell's path first, and does so by
   * itself a second after a cell has changed, its output say, with the breakpoints that it shows then.
   */
  #areBreakpointsSent(from: number): boolean {
    const sets = this.#asked("setBreakpoints", from);
    const paths = this.#asked("dumpCell", from).map(
      (request) => this.messages.replyTo(request)?.content.body?.sourcePath,
    );
    const isSent = (path: string | undefined): boolean =>
      sets.filter(({ content }) => content.arguments?.source?.path === path).length >=
      paths.filter((other) => other === path).length;
    return this.#isAnswered("setBreakpoints", from) && paths.every(isSent);
  }

  /** Does something for which JupyterLab asks the kernel's debugger, and waits until it has answered. */
  async untilAnswered(command: string, go: () => Promise<void>): Promise<void> {
    const before = this.messages.all.length;
    await go();
    await expect.poll(() => this.#isAnswered(command, before)).toBe(true);
  }

  /** Presses a button of the debugger's once JupyterLab has it enabled, which is a moment after it shows the line. */
  async press(command: string): Promise<void> {
    const button = this.sidebar.locator(`jp-button[data-command="debugger:${command}"]`).first();
    await expect.poll(() => button.evaluate((it) => (it as HTMLButtonElement).disabled)).toBe(false);
    await button.click();
  }

  /** Evaluates a line by the panel's button for code, which JupyterLab has in place of a field for each value. */
  async evaluate(code: string): Promise<void> {
    const console = this.page.locator(".jp-DebugConsole");
    await this.press("evaluate");
    await console.locator(".jp-CodeConsole-promptCell .cm-content").click();
    await this.page.keyboard.insertText(code);
    await this.page.keyboard.press("Shift+Enter");
    await console.locator(".jp-CodeConsole-content .jp-OutputArea-output").first().waitFor();
    await this.press("evaluate");
    await console.waitFor({ state: "detached" });
  }

  /**
   * Does something after which the cell stops, again or for the first time, and waits until JupyterLab has been sent its
   * variables: what it shows of two stops may be the same.
   */
  async untilStop(go: () => Promise<void>): Promise<void> {
    const before = this.messages.all.length;
    await go();
    await expect
      .poll(() => {
        const stop = this.messages.all.findIndex(
          ({ content }, i) => i >= before && content.event === "stopped",
        );
        return stop >= 0 && this.#isAnswered("variables", stop);
      })
      .toBe(true);
  }

  /** Goes on to where it stops again. */
  async continueToNextStop(): Promise<void> {
    await this.untilStop(() => this.press("continue"));
  }

  /** Waits until the uppermost frame is this one. */
  async stoppedIn(frame: string | RegExp): Promise<void> {
    await this.frames.first().filter({ hasText: frame }).waitFor();
  }

  /** Waits until nothing is paused. */
  async goesOn(): Promise<void> {
    await this.frames.first().waitFor({ state: "detached" });
  }

  /** The kernel's restart, by the toolbar. */
  async restart(): Promise<void> {
    await this.lab.panel.locator('jp-button[data-command="notebook:restart-kernel"]').click();
    await this.page.locator(".jp-Dialog .jp-mod-accept").click();
  }
}

/** Waits also where no test runs yet, which a poll of vitest's does not. */
async function until(holds: () => boolean, what: string): Promise<void> {
  const look = () => {
    if (!holds()) throw new Error(`expected ${what}`);
  };
  await vi.waitFor(look, { timeout: 120_000 });
}

/** The course's folder in small, made anew: the library with its sources, and a notebook that finds it. */
function layOut(folder: string, files: Readonly<Record<string, string>>): void {
  const lib = join(projectRoot, "lib");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, "node_modules"), { recursive: true });
  cpSync(lib, join(folder, "lib"), {
    recursive: true,
    filter: (path) => !path.includes(`${lib}/node_modules`),
  });
  symlinkSync(join("..", "lib"), join(folder, "node_modules", "gradbook"));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
}
