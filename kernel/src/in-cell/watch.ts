import { bridge, DISPLAY } from "../bridge/bridge.js";
import { originalNames } from "../compiler/names.js";

export interface WatchOptions {
  /** What stands before the value. Default: the text of the function, such as `loss` of `() => loss`. */
  readonly label?: string;
}

/** A value that is followed. */
export interface Watch {
  /** What is shown stays as it is. */
  stop(): void;
}

/**
 * Shows a value and follows it: also while a loop computes without a pause, it is read several times a second, which takes
 * at most some 2 % of the loop's time, and once more when a cell has ended. A curve of what it was is drawn beside a number
 * while a cell runs; what stays is the value. A later watch with the same label takes the place of an earlier one.
 *
 * `read` is called at any moment, also in the middle of a step. One that would change something then, or call what is not
 * JavaScript, as `loss.item()` does, is called only when a cell has ended: follow `loss` instead.
 *
 * In a page the value is read when a cell has ended.
 *
 * @throws TypeError for what is no function
 *
 * @example
 * let loss = 0;
 * watch(() => loss);
 * for (let i = 0; i < 1e9; i++) loss = 1 / i;
 */
export function watch(read: () => unknown, options: WatchOptions = {}): Watch {
  if (typeof read !== "function") {
    throw new TypeError(
      `watch: expected a function that reads a value, got ${typeof read}; try watch(() => loss)`,
    );
  }
  const session = bridge();
  const id = session.newId();
  session.watch({ id, label: options.label ?? sourceOf(read), read });
  // As a cell's last expression the call has shown the value; the handle itself is nothing to look at.
  return Object.defineProperty({ stop: () => bridge().unwatch(id) }, DISPLAY, { value: () => ({}) });
}

const LONGEST = 60;

/** What an arrow function gives, as it is written. */
function sourceOf(read: () => unknown): string {
  const [, body = ""] = /^\(\)\s*=>\s*([^{][\s\S]*)$/.exec(String(read)) ?? [];
  const text = originalNames(body).replace(/\s+/g, " ");
  if (text === "") return read.name || "value";
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
