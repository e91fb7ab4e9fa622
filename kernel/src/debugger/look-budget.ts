/** What all looks together may take of the time of a cell that computes. */
const SHARE = 0.02;
/** How long a kind of look takes is the least of so many: of the others some have waited for a call that V8 does not interrupt. */
const REMEMBERED = 8;

/**
 * Spaces looks into the session out, so that all of them together take at most 2 % of the time of a cell that computes:
 * after one that takes 0.5 ms the next has its turn 25 ms later. While no cell computes nobody waits.
 */
export class LookBudget {
  readonly #now: () => number;
  readonly #times = new Map<string, number[]>();
  #isRunning = false;
  /** From here on the next look may begin. */
  #free = 0;
  readonly #waiting = new Set<() => void>();

  constructor(now = () => performance.now()) {
    this.#now = now;
  }

  get isRunning(): boolean {
    return this.#isRunning;
  }

  /** The first of several cells begins, or the last has ended: then those that wait have their turn. */
  cellRuns(isRunning: boolean): void {
    if (isRunning === this.#isRunning) return;
    this.#isRunning = isRunning;
    this.#free = 0;
    this.#times.clear();
    if (!isRunning) for (const go of [...this.#waiting]) go();
  }

  /** How long it is until the next look may begin, in ms. */
  get wait(): number {
    return this.#isRunning ? Math.max(0, this.#free - this.#now()) : 0;
  }

  /** Waits for the turn of a look, and for no longer than `within` ms. @returns whether it has its turn */
  async turn(within = Number.POSITIVE_INFINITY): Promise<boolean> {
    const until = this.#now() + within;
    for (let wait = this.wait; wait > 0; wait = this.wait) {
      if (this.#now() + wait > until) return false;
      await this.#pause(wait);
    }
    return true;
  }

  /** Makes a look that has its turn; the kind says what takes about as long. */
  async look<T>(kind: string, look: () => Promise<T>): Promise<T> {
    const start = this.#now();
    const times = this.#times.get(kind) ?? [];
    this.#times.set(kind, times);
    // What comes meanwhile waits for what this one is going to take.
    this.#spend(start, times);
    try {
      return await look();
    } finally {
      const end = this.#now();
      times.push(end - start);
      times.splice(0, times.length - REMEMBERED);
      if (times.length === 1) this.#spend(end, times);
    }
  }

  #spend(from: number, times: readonly number[]): void {
    if (times.length > 0) this.#free = Math.max(this.#free, from) + Math.min(...times) / SHARE;
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const go = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(go);
        resolve();
      };
      const timer = setTimeout(go, ms);
      this.#waiting.add(go);
    });
  }
}
