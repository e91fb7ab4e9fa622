import { noteHtml } from "./note.js";

/** How far an exercise is: not answered yet, answered wrongly, or solved. */
export type CheckState = "open" | "again" | "solved";

const marks = { open: "○", again: "→", solved: "✓" } as const;
const words = { open: "not answered yet", again: "not yet", solved: "solved" } as const;
const colors = { open: "#8a8a8a", again: "#d55e00", solved: "#009e73" } as const;

/**
 * The answer that a check gives: shown as a coloured note in a notebook, as one line of text elsewhere.
 *
 * The state is told by a mark and a word as well as by the colour.
 *
 * @example
 * ```ts
 * new CheckResult("Exercise 1", "solved", "Both corners count.").toString();
 * // "✓ Exercise 1: solved. Both corners count."
 * ```
 */
export class CheckResult {
  /** The exercise's name. */
  readonly exercise: string;
  /** How the answer stands. */
  readonly state: CheckState;
  /** What to tell the reader. */
  readonly message: string;

  constructor(exercise: string, state: CheckState, message: string) {
    this.exercise = exercise;
    this.state = state;
    this.message = message;
  }

  /** The result as one line of text. */
  toString(): string {
    return `${marks[this.state]} ${this.exercise}: ${words[this.state]}. ${this.message}`;
  }

  /** Node's console, and with it stock tslab, prints the line of text. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }

  /** Jupyter shows the note; `text/plain` is there for every other reader. */
  [Symbol.for("Jupyter.display")](): Record<string, string> {
    const head = `${marks[this.state]} ${this.exercise}: ${words[this.state]}.`;
    const html = noteHtml(colors[this.state], head, this.message);
    return { "text/html": html, "text/plain": this.toString() };
  }
}
