import { OptionError } from "../../errors.js";
import { quoted } from "../../given.js";
import { nearest, unknownName } from "../../names.js";
import type { Module } from "../../nn/module.js";
import type { Optimizer } from "../../optimizers/optimizer.js";
import type { History, Logs } from "../history.js";

/** What callbacks are given: the run as it stands. */
export interface TrainingContext {
  /** The model in training. */
  readonly model: Module;
  /** Its optimizer. */
  readonly optimizer: Optimizer;
  /** What was measured so far. */
  readonly history: History;
  /** How many epochs were asked for. */
  readonly epochs: number;
  /** Ends training after the running batch; the reason goes into `history.stopped`. */
  stop(reason: string): void;
}

/** Functions that `fit` calls; each may be async. Batches and epochs count from 1. */
export interface Callback {
  /** Before the first epoch. */
  onTrainBegin?(context: TrainingContext): void | Promise<void>;
  /** Before an epoch's first batch. */
  onEpochBegin?(epoch: number, context: TrainingContext): void | Promise<void>;
  /** After a batch's step. */
  onBatchEnd?(batch: number, logs: Logs, context: TrainingContext): void | Promise<void>;
  /** After an epoch and its validation. */
  onEpochEnd?(epoch: number, logs: Logs, context: TrainingContext): void | Promise<void>;
  /** After the last epoch, also when a callback or Stop ended the training early. */
  onTrainEnd?(context: TrainingContext): void | Promise<void>;
}

const hooks: Readonly<Record<keyof Callback, true>> = {
  onTrainBegin: true,
  onEpochBegin: true,
  onBatchEnd: true,
  onEpochEnd: true,
  onTrainEnd: true,
};

/** Checks that callbacks are a list of objects, and that `fit` calls what they have. Throws OptionError. */
export function checkCallbacks(callbacks: unknown): void {
  if (!Array.isArray(callbacks)) {
    throw new OptionError("fit: expected a list of callbacks, got one; try callbacks: [callback]");
  }
  for (const callback of callbacks) {
    if (typeof callback !== "object" || callback === null) {
      throw new OptionError(
        `fit: expected callbacks with functions such as onEpochEnd, got ${typeof callback}; try callbacks: [{ onEpochEnd(epoch, logs) {} }]`,
      );
    }
    for (const name of namesOf(callback)) {
      if (/^on[A-Z]/.test(name) && !Object.hasOwn(hooks, name))
        throw unknownName("fit", "callbacks with functions", name, Object.keys(hooks));
    }
  }
}

/** The names of an object's properties and methods, those of its classes among them. */
function namesOf(value: object): readonly string[] {
  const names: string[] = [];
  for (let each = value; each !== Object.prototype && each !== null; each = Object.getPrototypeOf(each))
    names.push(...Object.getOwnPropertyNames(each));
  return names;
}

/** Whether a log should become small or large. */
export type MonitorMode = "auto" | "min" | "max";

/** Options of callbacks that watch a log. */
export interface MonitorOptions {
  /** The log to watch. Default `"valLoss"`. */
  readonly monitor?: string;
  /**
   * Which values are better. `"auto"`, the default, knows that of losses and of the library's metrics; for a metric of
   * your own say `"min"` or `"max"`.
   */
  readonly mode?: MonitorMode;
  /** A change smaller than this does not count as better. Default 0. */
  readonly minDelta?: number;
}

/** The names of {@link MonitorOptions}. */
export const monitorOptions = "monitor, mode, minDelta#";

/** Which values of a log are better, by its name; undefined where that does not tell. */
function betterOf(monitor: string): "min" | "max" | undefined {
  if (/accuracy|precision|recall|topK|auc|fScore/i.test(monitor)) return "max";
  const falls =
    /loss|error|entropy|divergence|perplexity|huber|hinge|cosineSimilarity|^(val)?(mae|mse|rmse)$/i;
  return falls.test(monitor) ? "min" : undefined;
}

/** Remembers the best value of a log. */
export class Monitor {
  readonly #where: string;
  readonly #name: string;
  readonly #better: "min" | "max" | undefined;
  readonly #minDelta: number;
  #best: number;

  constructor(where: string, { monitor = "valLoss", mode = "auto", minDelta = 0 }: MonitorOptions) {
    if (mode !== "auto" && mode !== "min" && mode !== "max") {
      throw new OptionError(
        `${where}: expected mode "auto", "min" or "max", got ${JSON.stringify(mode)}; try "auto"`,
      );
    }
    this.#where = where;
    this.#name = monitor;
    if (typeof minDelta !== "number" || !Number.isFinite(minDelta)) {
      throw new OptionError(
        `${where}: expected a finite number as minDelta, got ${quoted(minDelta)}; try minDelta: 0.01`,
      );
    }
    this.#better = mode === "auto" ? betterOf(monitor) : mode;
    this.#minDelta = Math.abs(minDelta);
    this.#best = Number.POSITIVE_INFINITY;
  }

  /** True when this epoch's value is better than all before. Throws OptionError for no such log, or no mode. */
  improves(logs: Logs): boolean {
    const value = logs[this.#name];
    if (value === undefined) {
      const known = Object.keys(logs);
      const advice = this.#name.startsWith("val") ? "validationData in fit, or " : "";
      throw new OptionError(
        `${this.#where}: expected a monitor of ${known.join(", ")}, got ${JSON.stringify(this.#name)}; try ${advice}monitor: ${JSON.stringify(nearest(this.#name, known))}`,
      );
    }
    if (this.#better === undefined) {
      throw new OptionError(
        `${this.#where}: expected a mode for ${JSON.stringify(this.#name)}, of which only you know what is better, got "auto"; try mode: "max"`,
      );
    }
    const cost = this.#better === "max" ? -value : value;
    if (!(cost < this.#best - this.#minDelta)) return false;
    this.#best = cost;
    return true;
  }
}
