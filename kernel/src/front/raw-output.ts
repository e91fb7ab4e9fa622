import type { Readable } from "node:stream";
import { StringDecoder } from "node:string_decoder";

/**
 * Reads what a session writes to descriptor 1 or 2 past the console: native code, child processes. The
 * session's marks in it are taken out, and tell that everything written before them has been read.
 */
export class RawOutput {
  readonly #decoder = new StringDecoder("utf8");
  readonly #mark: RegExp;
  readonly #onText: (text: string) => void;
  #held = "";
  #seen = 0;
  #waiting: { readonly mark: number; readonly resolve: () => void }[] = [];

  constructor(stream: Readable, secret: string, onText: (text: string) => void) {
    this.#mark = new RegExp(`\u0000${secret}:(\\d+)\u0000`);
    this.#onText = onText;
    stream.on("data", (piece: Buffer) => this.#push(this.#decoder.write(piece)));
    stream.on("close", () => {
      if (this.#held !== "") this.#onText(this.#held);
      this.#held = "";
      this.#reach(Number.POSITIVE_INFINITY);
    });
  }

  /** Resolves when everything before the mark has been passed on, or nothing more can come. */
  reached(mark: number): Promise<void> {
    if (this.#seen >= mark) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push({ mark, resolve }));
  }

  #push(piece: string): void {
    let text = this.#held + piece;
    for (let found = this.#mark.exec(text); found !== null; found = this.#mark.exec(text)) {
      this.#emit(text.slice(0, found.index));
      text = text.slice(found.index + found[0].length);
      this.#reach(Number(found[1]));
    }
    // The piece may end in the middle of a mark.
    const start = text.lastIndexOf("\u0000");
    const hold = start >= 0 && text.length - start < 64 ? start : text.length;
    this.#held = text.slice(hold);
    this.#emit(text.slice(0, hold));
  }

  #emit(text: string): void {
    if (text !== "") this.#onText(text);
  }

  #reach(mark: number): void {
    this.#seen = Math.max(this.#seen, mark);
    const due = this.#waiting.filter((waiting) => waiting.mark <= this.#seen);
    this.#waiting = this.#waiting.filter((waiting) => waiting.mark > this.#seen);
    for (const { resolve } of due) resolve();
  }
}
