import type { CellProblem, RunEnd } from "gradbook-kernel/page";
import { element } from "./elements.js";

const WORDS: Readonly<Record<RunEnd["status"], string>> = {
  ok: "Run on this page",
  error: "Run on this page; it failed",
  interrupted: "Run on this page; it was stopped",
  refused: "Not run: its types are wrong",
};

/** Tells outputs that came from a run on this page apart from those that the page brought along. */
export class RunMark {
  readonly #outputs: HTMLElement;
  readonly #live: HTMLElement;
  readonly #words = element("p", { className: "live-mark" });
  readonly #problems = element("div", { className: "live-problems" });

  /**
   * @param outputs the cell's, as the page brought them
   * @param live where those of a run go
   */
  constructor(outputs: HTMLElement, live: HTMLElement) {
    this.#outputs = outputs;
    this.#live = live;
  }

  running(): void {
    this.#problems.replaceChildren();
    if (!this.#words.isConnected) this.#outputs.before(this.#words);
    this.#words.textContent = "Runs…";
    this.#words.className = "live-mark live-running";
  }

  /** From here on the outputs of the run are shown. */
  live(): void {
    this.#outputs.hidden = true;
    if (this.#live.isConnected) return;
    this.#live.className = "outputs live-outputs";
    this.#words.after(this.#live, this.#problems);
  }

  ran(status: RunEnd["status"]): void {
    this.#words.textContent = WORDS[status];
    this.#words.className = `live-mark live-${status}`;
  }

  /** The session that it ran in is gone. */
  old(): void {
    if (this.#words.isConnected) this.#words.textContent = "Run on this page, before the restart";
  }

  /** What the checker says of a cell that has run. */
  problems(problems: readonly CellProblem[]): void {
    this.#problems.replaceChildren(
      ...problems.map(({ line, column, message, frame }) =>
        element("pre", {
          className: "live-problem",
          textContent: `Types, at ${line}:${column}: ${message}\n\n${frame}`,
        }),
      ),
    );
  }
}
