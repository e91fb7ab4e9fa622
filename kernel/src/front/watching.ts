import type { Watched } from "../bridge/watch-view.js";
import { watchView } from "../bridge/watch-view.js";

export interface WatchingOptions {
  /** Reads the value of a watch when its turn comes; undefined where it cannot be read, or not soon enough. */
  readonly read: (id: string, how: { readonly isRunning: boolean }) => Promise<Watched | undefined>;
  /** Shows the output `id` anew. */
  readonly show: (id: string, data: Readonly<Record<string, unknown>>) => void;
}

interface Watch {
  readonly label: string;
  /** What was shown last. */
  shown: string | undefined;
  curve: number[];
}

/** Between two looks at all that is followed passes at least so long, in ms. */
const PAUSE = 100;
/** So many points has a curve; of more every other is left out. */
const MOST_POINTS = 120;

/** Follows what `watch` is given: reads it now and then while a cell runs, and once more at its end. */
export class Watching {
  readonly #options: WatchingOptions;
  readonly #watches = new Map<string, Watch>();
  #isRunning = false;
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> = Promise.resolve();

  constructor(options: WatchingOptions) {
    this.#options = options;
  }

  add({ id, label }: { readonly id: string; readonly label: string }): void {
    this.#watches.set(id, { label, shown: undefined, curve: [] });
    if (this.#isRunning) this.#later();
  }

  remove(id: string): void {
    this.#watches.delete(id);
  }

  /** The session has ended, and its functions with it. */
  lost(): void {
    this.#watches.clear();
  }

  /** A cell begins. */
  begin(): void {
    this.#isRunning = true;
    for (const watch of this.#watches.values()) watch.curve = [];
    this.#later();
  }

  /** A cell has ended: what is shown from now on are the values that it has left. */
  async end(): Promise<void> {
    this.#isRunning = false;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    await this.#looking;
    if (this.#watches.size > 0) await this.#look();
  }

  #later(): void {
    if (this.#timer !== undefined || this.#watches.size === 0) return;
    this.#timer = setTimeout(() => {
      this.#looking = this.#look().then(() => {
        this.#timer = undefined;
        if (this.#isRunning) this.#later();
      });
    }, PAUSE);
  }

  async #look(): Promise<void> {
    const isRunning = this.#isRunning;
    for (const [id, watch] of [...this.#watches]) {
      // When the cell has ended meanwhile, all are looked at anew.
      if (this.#isRunning !== isRunning) return;
      const watched = await this.#options.read(id, { isRunning });
      if (watched !== undefined && this.#watches.get(id) === watch) this.#show(id, watch, watched);
    }
  }

  /** What differs from run to run, as which values the curve has, is gone when the cell is done. */
  #show(id: string, watch: Watch, { text, number }: Watched): void {
    const { label, curve } = watch;
    if (number !== undefined && number !== curve.at(-1)) curve.push(number);
    if (curve.length > MOST_POINTS) watch.curve = curve.filter((_, i) => i % 2 === 0);
    const view = watchView({ label, text, ...(this.#isRunning ? { curve: watch.curve } : {}) });
    const shown = String(view["text/html"]);
    if (shown === watch.shown) return;
    watch.shown = shown;
    this.#options.show(id, view);
  }
}
