import { inspect } from "node-inspect-extracted";
import type { WatchedFunction } from "../../bridge/bridge.js";
import { watchView } from "../../bridge/watch-view.js";
import type { Bundle } from "../../channel/protocol.js";

interface Shown extends WatchedFunction {
  text: string;
}

export type ShowWatch = (bundle: Bundle, options: { readonly id: string; readonly update: boolean }) => void;

/** What a library says of its own objects for a debugger. */
const DEBUG = Symbol.for("gradbook.debug");

/** The values that are followed. Nobody can look into a worker that computes: they are read when a cell has ended. */
export class PageWatches {
  readonly #show: ShowWatch;
  readonly #watches = new Map<string, Shown>();

  constructor(show: ShowWatch) {
    this.#show = show;
  }

  /** A later one of the same label takes the place of an earlier one. */
  add(watch: WatchedFunction): void {
    this.#watches.delete(watch.label);
    const shown = { ...watch, text: textOf(watch.read) };
    this.#watches.set(watch.label, shown);
    this.#put(shown, false);
  }

  remove(id: string): void {
    for (const { label, id: other } of [...this.#watches.values()]) {
      if (other === id) this.#watches.delete(label);
    }
  }

  /** A cell has ended. */
  follow(): void {
    for (const watch of this.#watches.values()) {
      const text = textOf(watch.read);
      if (text === watch.text) continue;
      watch.text = text;
      this.#put(watch, true);
    }
  }

  #put({ id, label, text }: Shown, update: boolean): void {
    this.#show({ data: watchView({ label, text }), metadata: {} }, { id, update });
  }
}

function textOf(read: () => unknown): string {
  try {
    const value = read();
    const form: unknown = Reflect.get(Object(value ?? {}) as object, DEBUG);
    if (typeof form === "function")
      return String((Reflect.apply(form, value, []) as { value: unknown }).value);
    return inspect(value, { depth: 1, breakLength: Number.POSITIVE_INFINITY, maxArrayLength: 8 });
  } catch (thrown) {
    return String(thrown);
  }
}
