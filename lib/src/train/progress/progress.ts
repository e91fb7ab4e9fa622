import { formatLog, type Logs } from "../history.js";

/** An epoch that has ended. */
export interface EpochRow {
  /** Its number, from 1. */
  readonly epoch: number;
  /** What was measured. */
  readonly logs: Logs;
}

/** The epoch that is running. */
export interface RunningEpoch {
  /** Its number, from 1. */
  readonly epoch: number;
  /** Batches done, and in all if that is known. */
  readonly batch: number;
  /** How many batches it has, where that is known. */
  readonly batches: number | undefined;
  /** Means over the batches so far. */
  readonly logs: Logs;
  /** Time per batch. */
  readonly millisecondsPerStep: number;
  /** Estimated time to the epoch's end. */
  readonly secondsLeft: number | undefined;
}

/** All there is to show of a run. */
export interface ProgressState {
  /** What is running: `fit`, `evaluate`. */
  readonly task: string;
  /** How many epochs were asked for. */
  readonly epochs: number;
  /** Epochs that have ended and stay in sight; not all of them when there are many. */
  readonly rows: readonly EpochRow[];
  /** Undefined once the run has ended: what is left shows no time, so that it is the same on every run. */
  readonly running: RunningEpoch | undefined;
}

/** Shows how training goes. `show` is called often; `finish` once. */
export interface ProgressSink {
  /** Shows the state in place of the one before. */
  show(state: ProgressState): void;
  /** Shows the last state. */
  finish(state: ProgressState): void;
}

/** Shows nothing. */
export const silent: ProgressSink = {
  show() {
    return;
  },
  finish() {
    return;
  },
};

/** `Epoch 1/5  loss 0.4338  accuracy 0.8436`. */
export function epochLine({ epoch, logs }: EpochRow, { epochs, task }: ProgressState): string {
  const head = task === "fit" ? `Epoch ${epoch}/${epochs}` : task;
  return [head, ...logTexts(logs)].join("  ");
}

/** `Epoch 1/5  [#####-----] 234/468  loss 0.5021  11.0 ms/step  3 s left`. */
export function runningLine(running: RunningEpoch, { epochs, task }: ProgressState): string {
  const { epoch, batch, batches, logs, millisecondsPerStep, secondsLeft } = running;
  const parts = [task === "fit" ? `Epoch ${epoch}/${epochs}` : task];
  if (batches === undefined) parts.push(`batch ${batch}`);
  else {
    const filled = Math.round((Math.min(batch, batches) / batches) * 20);
    parts.push(`[${"#".repeat(filled)}${"-".repeat(20 - filled)}] ${batch}/${batches}`);
  }
  parts.push(...logTexts(logs), `${formatMilliseconds(millisecondsPerStep)}/step`);
  if (secondsLeft !== undefined) parts.push(`${formatSeconds(secondsLeft)} left`);
  return parts.join("  ");
}

/** `11.0 ms`, `0.45 ms`, `12 µs`. */
export function formatMilliseconds(milliseconds: number): string {
  if (milliseconds < 0.1) return `${Math.round(milliseconds * 1000)} µs`;
  return `${milliseconds < 10 ? milliseconds.toFixed(2) : milliseconds.toFixed(0)} ms`;
}

/** `3 s`, `2 min 5 s`, `1 h 10 min`. */
export function formatSeconds(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

function logTexts(logs: Logs): string[] {
  return Object.entries(logs).map(([name, value]) => `${name} ${formatLog(value)}`);
}

/** Whether an epoch's line stays: all of up to 20, else about 10 at round numbers, and the first and last. */
export function keepsRow(epoch: number, epochs: number): boolean {
  if (epochs <= 20 || epoch === 1 || epoch === epochs) return true;
  return epoch % rowDistance(epochs) === 0;
}

/** 1, 2 or 5 times a power of ten, so that there are at most about ten rows. */
function rowDistance(epochs: number): number {
  let power = 1;
  while (power * 100 < epochs) power *= 10;
  for (const factor of [1, 2, 5]) if (epochs / (power * factor) <= 11) return power * factor;
  return power * 10;
}
