import { isLibraryLoss } from "../losses/named.js";
import { checkpointToBytes, restoreCheckpoint } from "../nn/checkpoint.js";
import { codeNames, isLibraryPart } from "../recorder/own-code.js";
import { asTensor } from "../tensor/base.js";
import { type Batch, type BatchSource, isPair, part, type TrainingData } from "./batches.js";
import { type FitOptions, fit } from "./fit.js";
import { History, type Logs } from "./history.js";
import { setFit } from "./on-demand.js";
import type { Trainable } from "./trainable.js";

/** What a call of `fit` came to. */
export interface KeptTraining {
  /** The model's weights, its optimizer's memory and its random state, as `nn.checkpointToBytes` writes them. */
  readonly checkpoint: Uint8Array;
  /** The numbers of the epochs, from 1. */
  readonly epochs: readonly number[];
  /** One list per name, as long as epochs. */
  readonly history: Readonly<Record<string, readonly number[]>>;
}

/** One call of `fit`, as its keeper sees it. */
export interface KeptCall {
  /** What the same call came to before; undefined where it is to train. */
  readonly known: KeptTraining | undefined;
  /** Takes what it has come to, unless it was stopped. */
  keep(training: KeptTraining): void;
}

/**
 * Lets calls of `model.fit` take their results from where they were kept, for who runs the same code again: a notebook's
 * page whose session had to be ended. The keeper is asked at each call which one it is. Weights, optimizer, random state
 * and history are then those that the call had come to, to the bit, and the data has been gone through as often.
 *
 * A call trains in any case if something may be left behind that no checkpoint holds: with callbacks, a signal, limited
 * steps, a metric that is no name, or with code of the user's in the model, the loss or the optimizer.
 *
 * @param begin undefined: nothing is kept from now on
 *
 * @example
 * ```ts
 * const kept: train.KeptTraining[] = [];
 * train.keepTrainings(() => ({ known: undefined, keep: (training) => kept.push(training) }));
 * const model = nn.sequential([nn.dense(1)], { seed: 1 });
 * model.compile({ optimizer: "sgd", loss: "meanSquaredError" });
 * await model.fit([ones([4, 2]), zeros([4, 1])], { epochs: 3, progress: "none" });
 * kept[0]?.epochs; // [1, 2, 3]
 * train.keepTrainings(undefined);
 * ```
 */
export function keepTrainings(begin: (() => KeptCall) | undefined): void {
  setFit(
    begin &&
      ((model, data, options) =>
        isWholeInCheckpoint(model, options)
          ? keepOne(begin(), { model, data, options })
          : fit(model, data, options)),
  );
}

interface FitCall {
  readonly model: Trainable;
  readonly data: TrainingData;
  readonly options: FitOptions | undefined;
}

async function keepOne({ known, keep }: KeptCall, call: FitCall): Promise<History> {
  if (known !== undefined) return putBack(known, call);
  const { model, data, options } = call;
  const history = await fit(model, data, options);
  if (history.stopped === undefined) {
    const { optimizer } = model.compiled("fit");
    keep({
      checkpoint: checkpointToBytes(model, { optimizer }),
      epochs: history.epochs,
      history: history.history,
    });
  }
  return history;
}

async function putBack(
  { checkpoint, epochs, history }: KeptTraining,
  { model, data, options }: FitCall,
): Promise<History> {
  const { optimizer } = model.compiled("fit");
  const validationData = options?.validationData;
  let first: Batch | undefined = isPair(data) ? part(data, { start: 0, end: 1 }) : undefined;
  // What draws an order for each round goes on from where it stood after the training.
  for (const _ of epochs) {
    const seen = await goThrough(data);
    first ??= seen;
    if (validationData !== undefined) await goThrough(validationData);
  }
  // A model has its weights once it has seen an input.
  if (first !== undefined) model.apply(asTensor(first[0]));
  restoreCheckpoint(checkpoint, model, { optimizer });
  const result = new History();
  epochs.forEach((epoch, i) => {
    const logs: Logs = Object.fromEntries(
      Object.entries(history).map(([name, values]) => [name, values[i]!]),
    );
    result.add(epoch, logs);
  });
  return result;
}

/** @returns the first of the batches, where there are any */
async function goThrough(data: TrainingData): Promise<Batch | undefined> {
  if (isPair(data)) return undefined;
  let first: Batch | undefined;
  for await (const batch of data as BatchSource) first ??= batch;
  return first;
}

/** Options with which a call may leave something behind, or go through only a part of the data. */
const leaving = ["callbacks", "signal", "stepsPerEpoch", "validationSteps"] as const;

function isWholeInCheckpoint(model: Trainable, options: FitOptions | undefined): boolean {
  if (leaving.some((name) => options?.[name] !== undefined)) return false;
  const { loss, metrics, optimizer } = model.compiled("fit");
  return (
    isLibraryLoss(loss) &&
    metrics.every((metric) => typeof metric === "string") &&
    [optimizer, ...model.modules()].every((one) => isLibraryPart(one, ...codeNames))
  );
}
