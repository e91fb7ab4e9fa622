import type { WatchedFunction } from "../../bridge/bridge.js";
import { watchView } from "../../bridge/watch-view.js";
import type { Link } from "../link.js";
import { reportError } from "../stack.js";
import { watched } from "./looker.js";

export interface WatchesParts {
  readonly link: Link;
  /** The cell that the current code belongs to. */
  readonly current: () => number;
}

/** So many values are followed at once: looking at each takes of a cell's time. */
const MOST = 20;

/** The values that are followed. Shown here once; after that the front asks for them, and shows them anew. */
export class Watches {
  readonly #parts: WatchesParts;
  readonly #watches = new Map<string, WatchedFunction>();

  constructor(parts: WatchesParts) {
    this.#parts = parts;
  }

  add(watch: WatchedFunction): void {
    const { id, label, read } = watch;
    for (const other of [...this.#watches.values()]) if (other.label === label) this.remove(other.id);
    const [oldest] = this.#watches.keys();
    if (oldest !== undefined && this.#watches.size >= MOST) this.remove(oldest);
    this.#watches.set(id, watch);
    const { link, current } = this.#parts;
    const data = watchView({ label, text: textOf(read) });
    const transient = { display_id: id };
    link.show({ type: "display_data", cell: current() }, { data, metadata: {} }, { transient });
    link.send({ type: "watch", id, label });
  }

  remove(id: string): void {
    if (this.#watches.delete(id)) this.#parts.link.send({ type: "unwatch", id });
  }

  reader(id: string): (() => unknown) | undefined {
    return this.#watches.get(id)?.read;
  }
}

function textOf(read: () => unknown): string {
  try {
    return watched(read()).text;
  } catch (thrown) {
    const { ename, evalue } = reportError(thrown);
    return `${ename}: ${evalue}`;
  }
}
