import { withGrad } from "../autograd/grad-mode.js";
import { DataError, OptionError } from "../errors.js";
import { atLeastOne, checkOptions, quoted } from "../given.js";
import { seedOr } from "../initializers/initializer.js";
import type { Module } from "../nn/module.js";
import { Optimizer } from "../optimizers/index.js";
import { generator } from "../random/index.js";
import { closeStep } from "../recorder/closing.js";
import { noteUnrepeatable } from "../recorder/current.js";
import { isLibraryPart, ownCode } from "../recorder/own-code.js";
import type { StopSignal } from "../stop-signal.js";
import { type AnyTensor, asTensor } from "../tensor/base.js";
import { alone, type Part } from "./alone.js";
import {
  type Batch,
  type BatchSource,
  batchCount,
  batchesOf,
  checkBatch,
  checkData,
  checkFinite,
  isPair,
  type Measured,
  part,
  type TensorsOfBatch,
  type TrainingData,
} from "./batches.js";
import { type Callback, checkCallbacks, type TrainingContext } from "./callbacks/callback.js";
import type { Compiled } from "./compiled.js";
import { evaluate } from "./evaluate.js";
import { History, type Logs } from "./history.js";
import { notebookSession, stopRequested } from "./notebook.js";
import { isTurnDue, pause } from "./pause.js";
import { portions } from "./portions.js";
import { chooseSink, type ProgressOption } from "./progress/index.js";
import { checkBatchSize, type SomeTensor } from "./rows.js";
import { RunProgress } from "./run-progress.js";
import { countingParts, RunningLogs } from "./running-logs.js";
import type { StepFunction } from "./step-types.js";
import { keptStep, stepWithLogits } from "./step-with-logits.js";
import { checkSteps } from "./steps.js";
import { lossInStep, totalLoss } from "./total-loss.js";
import type { Trainable } from "./trainable.js";
import { checkClassWeight, lossOfBatch, type WeightSources, weightsOf } from "./weights.js";

/** Options of `model.fit`. */
export interface FitOptions {
  /** Rounds through the data. Default 1. */
  readonly epochs?: number;
  /**
   * Epochs that were done before, in an earlier run from whose checkpoint this one goes on: the first epoch is the
   * one after it, and the order of a pair of tensors is that of an unbroken run. `epochs` counts them too, as in
   * Keras. Default 0.
   */
  readonly initialEpoch?: number;
  /** Examples per batch, for a pair of tensors. Default 32, or all if there are fewer. */
  readonly batchSize?: number;
  /**
   * Batches per epoch, for data that never ends or to measure more often: an epoch goes on where the last one stopped,
   * and from the beginning when the data has ended. Default: all of the data.
   */
  readonly stepsPerEpoch?: number;
  /** Draws a new order for each epoch, for a pair of tensors. Default true. */
  readonly shuffle?: boolean;
  /** Seeds the order. Default: the model's seed; without either the order differs from run to run. */
  readonly seed?: number;
  /**
   * What the examples of each class count, by class number: `{ 0: 1, 1: 5 }`; classes that are not named count 1.
   * Labels are class numbers or one-hot rows. It multiplies the weights of examples that the data may bring.
   */
  readonly classWeight?: Readonly<Record<number, number>>;
  /** Measured after each epoch as valLoss, valAccuracy, … */
  readonly validationData?: TrainingData;
  /** Measures only so many batches of the validation data after each epoch. Default: all of them. */
  readonly validationSteps?: number;
  /** Keeps the last part of a pair of tensors for validation, before shuffling. In (0, 1). */
  readonly validationSplit?: number;
  /** What is told of each batch and epoch. Default none. */
  readonly callbacks?: readonly Callback[];
  /** Where progress is shown. Default `"auto"`: in a notebook's output, a terminal's line, or lines of text. */
  readonly progress?: ProgressOption;
  /** Ends training after the running batch, with what was learned so far. A notebook's Stop does the same. */
  readonly signal?: StopSignal;
}

/**
 * Trains a model: for each batch the loss, its gradients and a step of the optimizer; see `Model.fit`.
 *
 * The logs of an epoch are means over its batches, weighted by their sizes, taken while the weights change
 * (Keras prints the same). Throws OptionError for a model that is not compiled and options out of range,
 * DataError for NaN in the data or no batches, ShapeError for inputs and labels that do not fit.
 */
export async function fit(model: Trainable, data: TrainingData, given?: FitOptions): Promise<History> {
  checkData("fit", data);
  const options = checkOptions(
    "fit",
    given,
    "epochs#: 5, initialEpoch#, batchSize#, stepsPerEpoch#, shuffle?, seed#, classWeight, validationData, validationSteps#, validationSplit#, callbacks, progress, signal",
  );
  const parts: Part[] = [
    ["its optimizer", model.compiled("fit").optimizer],
    ...model.parameters().map((weight) => ["weights", weight] as const),
  ];
  return alone("fit", model, { share: "weights", parts, run: () => train(model, data, options) });
}

async function train(model: Trainable, data: TrainingData, options: FitOptions): Promise<History> {
  const compiled = model.compiled("fit");
  const { epochs = 1, initialEpoch = 0, callbacks = [], progress = "auto" } = options;
  atLeastOne("fit", "epochs", epochs, 5);
  if (!Number.isInteger(initialEpoch) || initialEpoch < 0 || initialEpoch >= epochs) {
    throw new OptionError(
      `fit: expected initialEpoch from 0 to ${epochs - 1}, got ${quoted(initialEpoch)}; try epochs: ${initialEpoch + 1}`,
    );
  }
  checkCallbacks(callbacks);
  const { seed = model.seed } = options;
  const plan = planOf(data, { ...options, ...(seed !== undefined && { seed }) });
  const run = new FitRun(model, compiled, {
    signal: options.signal,
    epochs,
    checksData: !isPair(data),
    classWeight: options.classWeight,
  });
  const shown = new RunProgress(chooseSink(progress), { task: "fit", epochs, batches: plan.count });
  const begun = call(callbacks, (each) => each.onTrainBegin?.(run.context));
  if (begun) await begun;
  for (let epoch = initialEpoch + 1; epoch <= epochs && !run.ended; epoch++) {
    const told = call(callbacks, (callback) => callback.onEpochBegin?.(epoch, run.context));
    if (told) await told;
    await alone("fit", model, {
      share: "metrics",
      parts: countingParts(compiled.metrics),
      run: () => run.epoch(epoch, plan.batches(), { callbacks, shown }),
    });
    // Read before validation, which measures with the same metrics.
    const learned = run.logs.values();
    const measured =
      plan.validation === undefined
        ? {}
        : await evaluate(model, plan.validation, {
            batchSize: plan.batchSize,
            progress: "none",
            where: "fit",
            steps: options.validationSteps,
          });
    const logs: Logs = { ...learned, ...valNames(measured) };
    run.history.add(epoch, logs);
    shown.epochEnded(epoch, logs);
    await call(callbacks, (callback) => callback.onEpochEnd?.(epoch, logs, run.context));
  }
  await plan.close?.();
  await call(callbacks, (callback) => callback.onTrainEnd?.(run.context));
  shown.finish();
  return run.history;
}

/** How the data is gone through. */
interface Plan {
  readonly batches: () => BatchSource;
  readonly close?: () => Promise<unknown>;
  readonly count: number | undefined;
  readonly validation: TrainingData | undefined;
  readonly batchSize: number | undefined;
}

function planOf(data: TrainingData, options: FitOptions): Plan {
  const { stepsPerEpoch: steps, validationData, validationSteps, classWeight } = options;
  checkClassWeight("fit", classWeight);
  checkSteps("fit", data, { name: "stepsPerEpoch", steps });
  checkSteps("fit", validationData, { name: "validationSteps", steps: validationSteps });
  const plan = wholePlan(data, options);
  if (steps === undefined) return plan;
  const { next, close } = portions(plan.batches, steps);
  return { ...plan, batches: next, close, count: steps };
}

function wholePlan(data: TrainingData, options: FitOptions): Plan {
  const { validationSplit, validationData, shuffle = true, seed } = options;
  if (validationData !== undefined) checkData("fit: validationData", validationData);
  if (validationData !== undefined && validationSplit !== undefined) {
    throw new OptionError(
      "fit: expected validationData or validationSplit, got both, which would leave examples unused; try one of them",
    );
  }
  if (!isPair(data)) {
    if (validationSplit !== undefined) {
      throw new OptionError(
        "fit: expected validationSplit with a pair of tensors, got batches; try validationData: dataset.take(10)",
      );
    }
    return { batches: () => data, count: batchCount(data), validation: validationData, batchSize: undefined };
  }
  checkFinite("fit", "the inputs", data[0]);
  checkFinite("fit", "the labels", data[1]);
  const { train, validation } = split(data, validationSplit);
  const examples = train[0].shape[0]!;
  const { batchSize = Math.min(32, examples) } = options;
  checkBatchSize("fit", batchSize, examples);
  const order = shuffle ? generator(seedOr(seed)) : undefined;
  for (let done = 0; done < (options.initialEpoch ?? 0); done++) order?.permutation(examples);
  return {
    batches: () => batchesOf(train, { batchSize, generator: order }),
    count: Math.ceil(examples / batchSize),
    validation: validationData ?? validation,
    batchSize,
  };
}

function split(
  data: Batch,
  share: number | undefined,
): { readonly train: Batch; readonly validation: Batch | undefined } {
  if (share === undefined) return { train: data, validation: undefined };
  const examples = data[0].shape[0]!;
  const kept = Math.floor(examples * (1 - share));
  if (!(share > 0 && share < 1) || kept === 0 || kept === examples) {
    throw new OptionError(
      `fit: expected a validationSplit that leaves examples on both sides of ${examples}, got ${quoted(share)}; try validationSplit: 0.2`,
    );
  }
  return {
    train: part(data, { start: 0, end: kept }),
    validation: part(data, { start: kept, end: examples }),
  };
}

interface RunOptions {
  readonly epochs: number;
  readonly signal: StopSignal | undefined;
  readonly classWeight: Readonly<Record<number, number>> | undefined;
  /** Whether the batches of the first epoch have yet to be checked for NaN. */
  readonly checksData: boolean;
}

/** One run of fit: the step, and what has to be known from batch to batch. */
class FitRun {
  readonly history = new History();
  logs: RunningLogs;
  readonly context: TrainingContext;
  readonly #trainStep: (...tensors: TensorsOfBatch) => Measured;
  readonly #signals: readonly (StopSignal | undefined)[];
  readonly #model: Trainable;
  #compiled: Compiled;
  #checksData: boolean;

  constructor(model: Trainable, compiled: Compiled, { epochs, signal, checksData, classWeight }: RunOptions) {
    this.#checksData = checksData;
    this.#model = model;
    this.#compiled = compiled;
    this.logs = new RunningLogs(compiled.metrics);
    this.#signals = [signal, notebookSession()?.signal?.()];
    const step: StepFunction<TensorsOfBatch, Measured> = (...[x, y, given]) =>
      trainingStep(model, model.compiled("fit"), { x, y, given, classWeight });
    // What classes count is part of the step, which is for this run alone then.
    this.#trainStep =
      classWeight === undefined ? keptStep(step, { of: compiled, name: "fit" }) : stepWithLogits(step);
    const { history } = this;
    this.context = {
      model,
      get optimizer() {
        return model.compiled("fit").optimizer;
      },
      history,
      epochs,
      stop(reason) {
        history.stopped ??= reason;
      },
    };
  }

  get ended(): boolean {
    return this.history.stopped !== undefined;
  }

  /** Trains on each batch. Throws DataError when there is none. */
  async epoch(
    epoch: number,
    source: BatchSource,
    { callbacks, shown }: { readonly callbacks: readonly Callback[]; readonly shown: RunProgress },
  ): Promise<void> {
    const compiled = this.#model.compiled("fit");
    if (compiled !== this.#compiled) this.logs = new RunningLogs(compiled.metrics);
    this.#compiled = compiled;
    this.logs.reset();
    let batch = 0;
    for await (const pair of source) {
      batch++;
      this.#train(pair);
      if (isTurnDue()) {
        shown.batchEnded(epoch, batch, this.logs.values());
        await pause();
      }
      const told = call(callbacks, (callback) =>
        callback.onBatchEnd?.(batch, this.logs.last(), this.context),
      );
      if (told) await told;
      if (stopRequested(this.#signals)) this.context.stop(`stopped in epoch ${epoch}, batch ${batch}`);
      if (this.ended) break;
    }
    if (batch === 0) {
      throw new DataError(
        `fit: expected at least one batch, got none in epoch ${epoch}; try a smaller batch size (dropRemainder drops the only batch of small data), or data that can be gone through again`,
      );
    }
    shown.countedBatches(batch);
    this.#checksData = false;
  }

  #train(pair: unknown): void {
    checkBatch("fit", pair);
    const tensors = (pair as readonly SomeTensor[]).map(asTensor) as unknown as TensorsOfBatch;
    const [x, y] = tensors;
    if (this.#checksData) {
      checkFinite("fit", "the inputs", x);
      checkFinite("fit", "the labels", y);
    }
    const { loss, predictions } = this.#trainStep(...tensors);
    this.logs.update(loss.data[0]!, { yTrue: y, yPred: predictions });
  }
}

/** The tensors of one batch, and what its examples count. */
interface Weighted extends WeightSources {
  readonly x: AnyTensor;
  readonly y: AnyTensor;
}

/** The loss of a batch with the penalties of regularizers, its gradients, and a step of the optimizer. */
function trainingStep(
  model: Module,
  { loss: lossOf, optimizer }: Compiled,
  { x, y, ...weights }: Weighted,
): Measured {
  return withGrad(true, () => {
    const predictions = asTensor(model.apply(x, { training: true }));
    const sampleWeight = weightsOf("fit", { yTrue: y, yPred: predictions, ...weights });
    const ofBatch = lossOfBatch("fit", lossInStep(lossOf, sampleWeight), {
      yTrue: y,
      yPred: predictions,
      sampleWeight,
    });
    // It may look at what the update, which a recorded step leaves to the end, has changed.
    if (optimizer.step !== Optimizer.prototype.step) noteUnrepeatable("its optimizer has a step of its own");
    // Where the model is the library's, its penalties and parameters follow from its fields.
    const whole = { root: ofBatch as AnyTensor, given: [optimizer, model], looksAt: () => model.modules() };
    const loss = closeStep(whole, () => {
      const total = totalLoss("fit", ofBatch, model);
      const parameters = isLibraryPart(model, "parameters")
        ? model.parameters()
        : ownCode([], () => model.parameters());
      return closeStep({ root: total, given: [optimizer, ...parameters], looksAt: () => [] }, () => {
        total.backward();
        optimizer.step(parameters);
        return total;
      });
    });
    return { loss, predictions };
  });
}

function valNames(logs: Logs): Logs {
  return Object.fromEntries(
    Object.entries(logs).map(([name, value]) => [
      `val${name.charAt(0).toUpperCase()}${name.slice(1)}`,
      value,
    ]),
  );
}

/**
 * Tells the callbacks, one after another. A promise only where one of them gives one: with nothing to wait for, what is
 * called right after `fit` finds the model's metrics taken.
 */
function call(
  [callback, ...others]: readonly Callback[],
  run: (callback: Callback) => void | Promise<void>,
): Promise<void> | undefined {
  if (callback === undefined) return undefined;
  const result = run(callback);
  return result instanceof Promise ? result.then(() => call(others, run)) : call(others, run);
}
