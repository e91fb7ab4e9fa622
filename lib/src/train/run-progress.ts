import type { Logs } from "./history.js";
import { type EpochRow, keepsRow, type ProgressSink, type RunningEpoch } from "./progress/progress.js";

/** What a run is, as far as progress goes. */
export interface RunPlan {
  readonly task: string;
  readonly epochs: number;
  /** Batches per epoch, if known. */
  readonly batches: number | undefined;
}

/** Milliseconds between two updates of what is shown. */
const interval = 100;
/** Milliseconds that a run shows nothing for: it may be over before anybody looks. */
const beginning = 30;

/** Keeps time and rows of a run and tells a sink, not more often than can be seen. */
export class RunProgress {
  readonly #sink: ProgressSink;
  readonly #plan: RunPlan;
  readonly #rows: EpochRow[] = [];
  readonly #start = performance.now();
  #batches: number | undefined;
  #batchesDone = 0;
  #lastShown = Number.NEGATIVE_INFINITY;

  constructor(sink: ProgressSink, plan: RunPlan) {
    this.#sink = sink;
    this.#plan = plan;
    this.#batches = plan.batches;
  }

  /** Shows a running epoch after one of its batches. */
  batchEnded(epoch: number, batch: number, logs: Logs): void {
    const time = performance.now();
    if (time - this.#lastShown < interval || time - this.#start <= beginning) return;
    this.#lastShown = time;
    this.#show(this.#runningEpoch(epoch, batch, logs));
  }

  /** Tells how many batches an epoch had. */
  countedBatches(batches: number): void {
    this.#batches = batches;
    this.#batchesDone += batches;
  }

  epochEnded(epoch: number, logs: Logs): void {
    if (!keepsRow(epoch, this.#plan.epochs)) return;
    this.#rows.push({ epoch, logs });
    // The last row is shown by finish, together with what callbacks have to say.
    if (performance.now() - this.#lastShown < interval || epoch === this.#plan.epochs) return;
    this.#show(undefined);
  }

  finish(): void {
    this.#sink.finish({ ...this.#plan, rows: this.#rows, running: undefined });
  }

  #show(running: RunningEpoch | undefined): void {
    this.#sink.show({ ...this.#plan, rows: this.#rows, running });
  }

  #runningEpoch(epoch: number, batch: number, logs: Logs): RunningEpoch {
    const done = this.#batchesDone + batch;
    const millisecondsPerStep = (performance.now() - this.#start) / done;
    const all = this.#batches === undefined ? undefined : this.#batches * this.#plan.epochs;
    const left = all === undefined ? undefined : Math.max(0, ((all - done) * millisecondsPerStep) / 1000);
    return { epoch, batch, batches: this.#batches, logs, millisecondsPerStep, secondsLeft: left };
  }
}
