import { DISPLAY, type Displayable, display } from "./display.js";

export interface ProgressOptions {
  /** What stands before the bar. Default: nothing. */
  readonly label?: string;
  /** How many items there will be. Default: what the items say of themselves by `length` or `size`, or unknown. */
  readonly total?: number;
}

/** Between two changes of the bar pass at least so many ms. */
const PAUSE = 100;

/**
 * Hands items on and shows in one output how many have been taken. A loop that is left early leaves the bar where it
 * was; no time is shown, so that the same loop ends with the same output.
 *
 * @example
 * for (const file of progress(files, { label: "reading" })) await read(file);
 */
export function* progress<T>(
  items: Iterable<T>,
  options: ProgressOptions = {},
): Generator<T, void, undefined> {
  const { label = "", total = countOf(items) } = options;
  const shown = display(bar(label, 0, total));
  let done = 0;
  let changed = performance.now();
  try {
    for (const item of items) {
      yield item;
      done++;
      if (performance.now() - changed < PAUSE) continue;
      changed = performance.now();
      shown.update(bar(label, done, total));
    }
  } finally {
    shown.update(bar(label, done, total));
  }
}

function countOf(items: object): number | undefined {
  const { length, size } = items as { readonly length?: unknown; readonly size?: unknown };
  return [length, size].find((count) => typeof count === "number");
}

function bar(label: string, done: number, total: number | undefined): Displayable {
  const count = total === undefined ? `${done}` : `${done}/${total}`;
  const value = total === undefined ? "" : ` value="${done}" max="${total}"`;
  const name = label.replace(/[&<]/g, (character) => (character === "&" ? "&amp;" : "&lt;"));
  return {
    [DISPLAY]: () => ({
      "text/html": `<div>${name} <progress${value}></progress> ${count}</div>`,
      "text/plain": `${label} ${count}`.trim(),
    }),
  };
}
