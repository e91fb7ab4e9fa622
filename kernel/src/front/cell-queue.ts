import type { CellJob } from "./cell-job.js";

export interface CellQueueOptions {
  /** Runs a cell to its end. @returns whether it failed */
  readonly execute: (job: CellJob) => Promise<boolean>;
  /** Answers a cell that is not run, since one before it has failed. */
  readonly abort: (job: CellJob) => void;
}

/** Runs the cells of one shell, one after the other in the order of their arrival. */
export class CellQueue {
  readonly #options: CellQueueOptions;
  readonly #jobs: CellJob[] = [];
  #current: CellJob | undefined;

  constructor(options: CellQueueOptions) {
    this.#options = options;
  }

  /** The cell that has its turn. */
  get current(): CellJob | undefined {
    return this.#current;
  }

  add(job: CellJob): void {
    this.#jobs.push(job);
    if (this.#current === undefined) void this.#work();
  }

  /** Answers all that wait. */
  abort(): void {
    for (const job of this.#jobs.splice(0)) this.#options.abort(job);
  }

  async #work(): Promise<void> {
    for (let job = this.#jobs.shift(); job !== undefined; job = this.#jobs.shift()) {
      this.#current = job;
      const failed = await this.#options.execute(job);
      if (failed && job.options.stopOnError) this.abort();
      this.#current = undefined;
    }
  }
}
