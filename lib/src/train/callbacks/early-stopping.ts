import { OptionError } from "../../errors.js";
import { checkOptions, quoted } from "../../given.js";
import { type Callback, Monitor, type MonitorOptions, monitorOptions } from "./callback.js";

/** Options of {@link earlyStopping}. */
export interface EarlyStoppingOptions extends MonitorOptions {
  /** Epochs without improvement that are waited for. Default 0. */
  readonly patience?: number;
  /** Puts the weights of the best epoch back at the end. Default false. */
  readonly restoreBestWeights?: boolean;
}

/**
 * Ends training when a log has not become better for `patience` epochs.
 *
 * @example
 * ```ts
 * await model.fit(train, {
 *   epochs: 100,
 *   validationData,
 *   callbacks: [callbacks.earlyStopping({ patience: 3, restoreBestWeights: true })],
 * });
 * ```
 */
export function earlyStopping(given?: EarlyStoppingOptions): Callback {
  const names = `patience#: 3, restoreBestWeights?, ${monitorOptions}` as const;
  const options = checkOptions("earlyStopping", given, names);
  const { patience = 0, restoreBestWeights = false } = options;
  if (!(Number.isInteger(patience) && patience >= 0)) {
    throw new OptionError(
      `earlyStopping: expected a whole number of at least 0 as patience, got ${quoted(patience)}; try patience: 3`,
    );
  }
  let monitor = new Monitor("earlyStopping", options);
  let waited = 0;
  let best: Map<string, Float32Array | Float64Array> | undefined;
  return {
    onTrainBegin() {
      monitor = new Monitor("earlyStopping", options);
      waited = 0;
      best = undefined;
    },
    onEpochEnd(epoch, logs, { model, stop }) {
      if (monitor.improves(logs)) {
        waited = 0;
        if (restoreBestWeights) best = model.getWeights();
        return;
      }
      waited++;
      if (waited >= Math.max(1, patience)) {
        stop(`earlyStopping: ${options.monitor ?? "valLoss"} did not improve, stopped after epoch ${epoch}`);
      }
    },
    onTrainEnd({ model }) {
      if (best !== undefined) model.setWeights(best);
    },
  };
}
