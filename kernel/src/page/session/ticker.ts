import { KeyboardInterrupt } from "./interrupt.js";
import type { StopProbe } from "./stop-probe.js";

/** At most so many turns of a loop pass between two questions. */
const MOST_TURNS = 1023;

/** A loop whose turns between two questions took longer than this, in ms, is to ask more often. */
const LONG = 20;

/** What loops of cells ask: is the cell to stop? */
export class Ticker {
  #probe: StopProbe = { isAsked: () => false };
  readonly #onStop: () => void;
  #isStopping = false;
  #turns = 255;
  #last = 0;

  /** @param onStop called when a question is the first to find that the cell is to stop */
  constructor(onStop: () => void) {
    this.#onStop = onStop;
  }

  /** A new cell has begun. */
  begin(probe: StopProbe): void {
    this.#probe = probe;
    this.#isStopping = false;
    this.#last = performance.now();
  }

  /** From now on every question throws, until the next cell begins. */
  stop(): void {
    this.#isStopping = true;
  }

  /** No cell runs: what goes on by itself is not stopped. */
  end(): void {
    this.begin({ isAsked: () => false });
  }

  /**
   * @returns after how many turns of the loop to ask again
   * @throws KeyboardInterrupt
   */
  tick(): number {
    if (!this.#isStopping && this.#probe.isAsked()) {
      this.#isStopping = true;
      this.#onStop();
    }
    if (this.#isStopping) throw new KeyboardInterrupt();
    const now = performance.now();
    const took = now - this.#last;
    this.#last = now;
    this.#turns =
      took > LONG ? Math.floor((this.#turns * LONG) / took) : Math.min(MOST_TURNS, 2 * this.#turns + 1);
    return this.#turns;
  }
}
