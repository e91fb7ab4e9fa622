import { exp64 } from "../engine/reference/exponential.js";
import { log64 } from "../engine/reference/logarithm.js";
import { OptionError } from "../errors.js";
import { checkOptions } from "../given.js";
import type { Model } from "../nn/model.js";
import { asTensor } from "../tensor/base.js";
import { checkFree } from "./alone.js";
import { type BatchSource, checkData, isPair, type TrainingData } from "./batches.js";
import type { Callback } from "./callbacks/callback.js";
import { fit } from "./fit.js";
import { isEndless } from "./iterables.js";
import { predict } from "./predict.js";
import { rows, type SomeTensor } from "./rows.js";

/** Options of {@link learningRateFinder}. */
export interface LearningRateFinderOptions {
  /** The first rate. Default 1e-6. */
  readonly from?: number;
  /** The last rate. Default 1. */
  readonly to?: number;
  /** Steps from one to the other. Default 100. */
  readonly steps?: number;
  /** Examples per batch, for a pair of tensors. */
  readonly batchSize?: number;
  /** Seeds the order of the data. */
  readonly seed?: number;
}

/** The losses met while the learning rate grew. */
export class LearningRateSearch {
  /** The rates tried, smallest first. */
  readonly learningRates: readonly number[];
  /** Of each step, smoothed. */
  readonly losses: readonly number[];
  /** The rate at which the loss fell fastest. */
  readonly suggestion: number;

  constructor(learningRates: readonly number[], losses: readonly number[]) {
    this.learningRates = learningRates;
    this.losses = losses;
    this.suggestion = steepest(learningRates, losses);
  }

  /** `LearningRateSearch: suggestion 0.01, tried 0.000001 to 0.5 in 84 steps`. */
  toString(): string {
    const digits = (rate: number | undefined) => String(Number((rate ?? Number.NaN).toPrecision(2)));
    const [first, last] = [this.learningRates[0], this.learningRates.at(-1)].map(digits);
    return `LearningRateSearch: suggestion ${digits(this.suggestion)}, tried ${first} to ${last} in ${this.losses.length} steps`;
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }

  [Symbol.for("Jupyter.display")](): Record<string, string> {
    return { "text/plain": this.toString() };
  }
}

/**
 * Trains for some steps while the learning rate grows exponentially, to see where the loss falls fastest and
 * where it blows up (Smith 2017). The model's weights, its optimizer's memory and the masks of dropout are put
 * back afterwards.
 *
 * Ends early when the loss is four times the best one or not a number. Throws as `fit` does.
 *
 * @example
 * ```ts
 * const search = await train.learningRateFinder(model, [images, labels], { seed: 1 });
 * plot.line(search.losses, { x: search.learningRates, xScale: "log", xLabel: "learning rate", yLabel: "loss" });
 * ```
 */
export async function learningRateFinder(
  model: Model,
  data: TrainingData,
  options?: LearningRateFinderOptions,
): Promise<LearningRateSearch> {
  const {
    from = 1e-6,
    to = 1,
    steps = 100,
    batchSize,
    seed,
  } = checkOptions("learningRateFinder", options, "from#: 1e-6, to#: 1, steps#: 100, batchSize#, seed#");
  if (!(from > 0 && to > from) || !Number.isInteger(steps) || steps < 3) {
    throw new OptionError(
      `learningRateFinder: expected 0 < from < to and at least 3 steps, got from ${from}, to ${to}, steps ${steps}; try from: 1e-6, to: 1, steps: 100`,
    );
  }
  const { optimizer } = model.compiled("learningRateFinder");
  checkData("learningRateFinder", data);
  const rate = optimizer.learningRate;
  const growth = log64(to / from) / (steps - 1);
  const rateAt = (step: number): number => from * exp64(growth * step);
  const learningRates: number[] = [];
  const losses: number[] = [];
  const search: Callback = {
    onBatchEnd(_batch, { loss }, { stop }) {
      learningRates.push(rateAt(learningRates.length));
      losses.push(smooth(losses.at(-1), loss!));
      const best = Math.min(...losses);
      if (losses.length >= steps || !(losses.at(-1)! <= 4 * best)) stop("learningRateFinder: done");
    },
  };
  // A first forward pass makes the weights, so that there is something to put back.
  const before = await weightsBefore(model, data);
  checkFree("learningRateFinder", model, "weights");
  const memory = optimizer.getState(model.weights());
  const masks = model.modules().map((module) => [module, module.randomState()] as const);
  optimizer.reset();
  optimizer.learningRate = rateAt;
  try {
    await fit(model, data, {
      epochs: steps,
      callbacks: [search],
      progress: "none",
      ...(batchSize !== undefined && { batchSize }),
      ...(seed !== undefined && { seed }),
      ...(isEndless(data) && { stepsPerEpoch: steps }),
    });
  } finally {
    optimizer.learningRate = rate;
    optimizer.setState(model.weights(), memory);
    model.setWeights(before);
    for (const [module, state] of masks) if (state !== undefined) module.setRandomState(state);
  }
  return new LearningRateSearch(learningRates, losses);
}

async function weightsBefore(
  model: Model,
  data: TrainingData,
): Promise<Map<string, Float32Array | Float64Array>> {
  const x = isPair(data) ? rows(asTensor(data[0]), { start: 0, end: 1 }) : await firstInputs(data);
  if (x !== undefined) predict(model, x);
  return model.getWeights();
}

async function firstInputs(source: BatchSource): Promise<SomeTensor | undefined> {
  for await (const [x] of source) return x;
  return undefined;
}

/** An exponential mean that gives the newest loss a fifth. */
function smooth(before: number | undefined, loss: number): number {
  return before === undefined ? loss : 0.8 * before + 0.2 * loss;
}

/** The rate where the loss fell most from one step to the next; the first when it never fell. */
function steepest(learningRates: readonly number[], losses: readonly number[]): number {
  let best = 0;
  let fall = 0;
  for (let i = 1; i < losses.length; i++) {
    const change = losses[i]! - losses[i - 1]!;
    if (change < fall) {
      fall = change;
      best = i;
    }
  }
  return learningRates[best] ?? Number.NaN;
}
