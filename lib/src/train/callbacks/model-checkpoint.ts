import { OptionError } from "../../errors.js";
import { checkOptions } from "../../given.js";
import { saveCheckpoint } from "../../nn/checkpoint.js";
import type { Module } from "../../nn/module.js";
import type { Logs } from "../history.js";
import { type Callback, Monitor, type MonitorOptions, monitorOptions } from "./callback.js";

/** Weights by name, as `model.getWeights()` gives them. */
export type WeightValues = Map<string, Float32Array | Float64Array>;

/** Options of {@link modelCheckpoint}. */
export interface ModelCheckpointOptions extends MonitorOptions {
  /** Keeps only epochs in which the monitored log became better. Default true. */
  readonly saveBestOnly?: boolean;
  /**
   * Also saves each checkpoint in this file, with all that training needs to go on; see `nn.loadCheckpoint`.
   * `{epoch}` in it stands for the epoch, which gives each a file of its own: `"run-{epoch}.safetensors"`.
   */
  readonly path?: string;
  /** Called with each checkpoint, for example to send it somewhere. */
  readonly write?: (checkpoint: Checkpoint) => void | Promise<void>;
}

/** The weights at the end of an epoch. */
export interface Checkpoint {
  /** The epoch after which it was kept, from 1. */
  readonly epoch: number;
  /** What was measured then. */
  readonly logs: Logs;
  /** The weights then, by name. */
  readonly weights: WeightValues;
}

/** A checkpoint callback, and the last checkpoint it took. */
export interface ModelCheckpoint extends Callback {
  /** Undefined until an epoch has ended. */
  readonly last: Checkpoint | undefined;
  /** Puts the last checkpoint's weights into a model. Throws OptionError when there is none. */
  restore(model: Module): void;
}

/**
 * Keeps the weights of the best epoch (or of each) in memory, saves them in a file if a path is given, and hands
 * them to a writer if there is one.
 *
 * @example
 * ```ts
 * const best = callbacks.modelCheckpoint({ monitor: "loss" });
 * await model.fit(train, { epochs: 3, callbacks: [best] });
 * best.restore(model);
 * ```
 */
export function modelCheckpoint(given?: ModelCheckpointOptions): ModelCheckpoint {
  const names = `path: "best.safetensors", saveBestOnly?, write, ${monitorOptions}` as const;
  const options = checkOptions("modelCheckpoint", given, names);
  const { saveBestOnly = true, path, write } = options;
  const monitor = new Monitor("modelCheckpoint", options);
  let last: Checkpoint | undefined;
  return {
    get last() {
      return last;
    },
    restore(model) {
      if (last === undefined) {
        throw new OptionError(
          "modelCheckpoint.restore: expected a checkpoint, got none; try it after an epoch of fit has ended",
        );
      }
      model.setWeights(last.weights);
    },
    async onEpochEnd(epoch, logs, { model, optimizer }) {
      if (saveBestOnly && !monitor.improves(logs)) return;
      last = { epoch, logs, weights: model.getWeights() };
      if (path !== undefined) {
        await saveCheckpoint(path.replaceAll("{epoch}", String(epoch)), model, { optimizer });
      }
      await write?.(last);
    },
  };
}
