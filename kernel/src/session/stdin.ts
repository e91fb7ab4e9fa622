import type { Cells } from "./cells.js";
import type { Link } from "./link.js";
import type { Watchdog } from "./watchdog.js";

export interface StdinParts {
  readonly link: Link;
  readonly cells: Cells;
  readonly watchdog: Watchdog;
}

const REFUSED =
  "input: expected a client that takes input, got one that does not (allow_stdin is false); " +
  "set the value in the cell instead";

/** Asks the person at the client for a line of text. */
export class Stdin {
  readonly #parts: StdinParts;
  readonly #waiting = new Map<number, (value: string | undefined) => void>();
  #count = 0;

  constructor(parts: StdinParts) {
    this.#parts = parts;
  }

  /** @throws Error when the client takes no input, or the answer does not come. */
  async ask(prompt: string, options: { readonly password: boolean }): Promise<string> {
    const id = this.#request(prompt, { password: options.password, blocking: false });
    const value = await new Promise<string | undefined>((resolve) => this.#waiting.set(id, resolve));
    if (value === undefined) throw new Error("input: expected an answer, got none; run the cell again");
    return value;
  }

  /** Blocks until the answer is here; undefined when there will be none. */
  askNow(prompt: string): string | undefined {
    this.#request(prompt, { password: false, blocking: true });
    return this.#parts.watchdog.waitForAnswer();
  }

  answer(id: number, value: string | undefined): void {
    this.#waiting.get(id)?.(value);
    this.#waiting.delete(id);
  }

  #request(prompt: string, options: { readonly password: boolean; readonly blocking: boolean }): number {
    const { cells, link } = this.#parts;
    if (!cells.allowStdin) throw new Error(REFUSED);
    const id = ++this.#count;
    const { password, blocking } = options;
    link.send({ type: "input", cell: cells.current, id, prompt: String(prompt), password, blocking });
    return id;
  }
}
