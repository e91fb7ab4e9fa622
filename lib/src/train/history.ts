import { OptionError } from "../errors.js";

/** The numbers of one epoch by name: `loss`, `accuracy`, `valLoss`, … */
export type Logs = Readonly<Record<string, number>>;

/**
 * What `fit` measured, epoch by epoch.
 *
 * @example
 * ```ts
 * const history = await model.fit(train, { epochs: 5 });
 * history.history.loss; // [0.4338, …]
 * plot.history(history);
 * ```
 */
export class History {
  /** The numbers of the epochs, from 1. */
  readonly epochs: number[] = [];
  /** One list per name, as long as epochs: `history.history.valAccuracy`. */
  readonly history: Record<string, number[]> = {};
  /** Why training ended before its last epoch; undefined when it did not. */
  stopped: string | undefined;

  /** Adds an epoch. */
  add(epoch: number, logs: Logs): void {
    this.epochs.push(epoch);
    for (const [name, value] of Object.entries(logs)) {
      const values = this.history[name] ?? [];
      values.push(value);
      this.history[name] = values;
    }
  }

  /** The last value of a log. Throws OptionError when there is none of that name. */
  last(name: string): number {
    const values = this.history[name];
    if (values === undefined || values.length === 0) {
      const known = Object.keys(this.history).join(", ") || "(none: no epoch has ended)";
      throw new OptionError(
        `history.last: expected a log of ${known}, got ${JSON.stringify(name)}; try "loss"`,
      );
    }
    return values[values.length - 1]!;
  }

  /** `History: 5 epochs, loss 0.2512, accuracy 0.9123`. */
  toString(): string {
    const count = this.epochs.length;
    const last = Object.keys(this.history).map((name) => `${name} ${formatLog(this.last(name))}`);
    const stopped = this.stopped === undefined ? "" : ` (${this.stopped})`;
    return [`History: ${count} ${count === 1 ? "epoch" : "epochs"}`, ...last].join(", ") + stopped;
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }

  [Symbol.for("Jupyter.display")](): Record<string, string> {
    return { "text/plain": this.toString() };
  }
}

/** A log as text, as Keras prints it: four decimals, or four digits of a number that is very small. */
export function formatLog(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  return Math.abs(value) > 1e-3 || value === 0 ? value.toFixed(4) : value.toExponential(4);
}
