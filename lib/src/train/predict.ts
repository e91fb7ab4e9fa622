import { withGrad } from "../autograd/grad-mode.js";
import { DataError, OptionError, ShapeError } from "../errors.js";
import { checkOptions, quoted } from "../given.js";
import { logitsBehind, rememberLogits, squashingOf } from "../losses/logits.js";
import type { Module } from "../nn/module.js";
import { type AnyTensor, asTensor, fromValues, isTensor } from "../tensor/base.js";
import { allocate, type DType } from "../tensor/dtype.js";
import type { Operand } from "../tensor/operand.js";
import { formatShape, type Shape, sizeOf } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { isAsyncIterable, isIterable } from "./iterables.js";
import { loadedPredictionRecorder, predictionRecorder } from "./load-prediction-recorder.js";
import { isTurnDue, pause } from "./pause.js";
import type { PredictionRecorder } from "./prediction-recorder.js";
import { checkBatchSize, rows } from "./rows.js";
import { checkSteps, first } from "./steps.js";

/** Batches of inputs, with labels (which are left aside) or without. */
export type PredictData =
  | Iterable<Operand | readonly [Operand, Operand]>
  | AsyncIterable<Operand | readonly [Operand, Operand]>;

/** Options of `model.predict`. */
export interface PredictOptions {
  /** Examples per batch, for a tensor; at most as many as it has. Default: all at once. */
  readonly batchSize?: number;
  /** Answers only so many batches, as data that never ends needs. Default: all of them. */
  readonly steps?: number;
}

/**
 * The outputs of a model in inference mode, without gradients; see `Model.predict`.
 * A tensor is answered at once, batches as a promise.
 */
export function predict(
  model: Module,
  data: Operand | PredictData,
  given?: PredictOptions,
): Tensor<Shape, DType> | Promise<Tensor<Shape, DType>> {
  const options = checkOptions("predict", given, "batchSize#: 32, steps#");
  const { steps } = options;
  checkSteps("predict", data, { name: "steps", steps });
  if (isTensor(data)) {
    if (steps !== undefined) {
      throw new OptionError(
        `predict: expected steps beside batches, got them with a tensor; try x.slice([[0, ${steps}]])`,
      );
    }
    const recorder = predictionRecorder();
    const run =
      asTensor(data).size <= MOST_KEPT ? keptStep(model, recorder) : predictionStep(model, recorder);
    return predictTensor(asTensor(data), options, run) as Tensor<Shape, DType>;
  }
  if (!isIterable(data) && !isAsyncIterable(data)) {
    throw new DataError(
      `predict: expected a tensor or batches, got ${data === null ? "null" : typeof data}; try tensor(…) around it`,
    );
  }
  return predictBatches(model, steps === undefined ? data : first(data, steps));
}

type PredictionStep = (x: AnyTensor) => AnyTensor;

function predictionStep(model: Module, recorder: PredictionRecorder | undefined): PredictionStep {
  const run = (x: AnyTensor) =>
    withGrad(false, () => ({ predictions: asTensor(model.apply(x, { training: false })) }));
  const prepared = recorder?.prepare(run) ?? run;
  return (x) => prepared(x).predictions;
}

/** A recorded step keeps its memory: for more values than these, one is made for each call. */
const MOST_KEPT = 2 ** 20;

const kept = new WeakMap<Module, { readonly state: unknown; readonly run: PredictionStep }>();

/** The same step for each call, so that the third one and later ones are replays. */
function keptStep(model: Module, recorder: PredictionRecorder | undefined): PredictionStep {
  if (recorder === undefined) return predictionStep(model, recorder);
  const state = recorder.state();
  const known = kept.get(model);
  if (known !== undefined && known.state === state) return known.run;
  const run = predictionStep(model, recorder);
  kept.set(model, { state, run });
  return run;
}

function predictTensor(
  x: AnyTensor,
  { batchSize }: PredictOptions,
  run: (x: AnyTensor) => AnyTensor,
): AnyTensor {
  const examples = x.shape[0] ?? 1;
  if (batchSize !== undefined) checkBatchSize("predict", batchSize, examples);
  if (batchSize === undefined || batchSize >= examples) return run(x);
  const parts: AnyTensor[] = [];
  for (let start = 0; start < examples; start += batchSize) {
    parts.push(run(asTensor(rows(x, { start, end: Math.min(start + batchSize, examples) }))));
  }
  return joined(parts);
}

async function predictBatches(model: Module, data: PredictData): Promise<Tensor<Shape, DType>> {
  const run = predictionStep(model, await loadedPredictionRecorder());
  const parts: AnyTensor[] = [];
  for await (const batch of data) {
    const x: unknown = Array.isArray(batch) ? batch[0] : batch;
    if (!isTensor(x)) {
      throw new DataError(
        `predict: expected batches that are tensors or pairs [x, y], got ${quoted(x)}; try tensor(…), or data.Dataset.fromTensorSlices(x).batch(32)`,
      );
    }
    parts.push(run(x));
    if (isTurnDue()) await pause();
  }
  if (parts.length === 0)
    throw new DataError("predict: expected at least one batch, got none; try data with examples");
  return joined(parts) as Tensor<Shape, DType>;
}

/** Tensors put one below the other. */
function joined(parts: readonly AnyTensor[]): AnyTensor {
  const first = parts[0]!;
  const example = first.shape.slice(1);
  const examples = parts.reduce((sum, part) => sum + (part.shape[0] ?? 1), 0);
  const data = allocate(first.dtype, examples * sizeOf(example));
  let at = 0;
  for (const part of parts) {
    if (sizeOf(part.shape.slice(1)) !== sizeOf(example)) {
      throw new ShapeError(
        `predict: expected outputs of one shape, got ${formatShape(first.shape)} and ${formatShape(part.shape)}; try batches whose examples have one shape`,
      );
    }
    data.set(part.data, at);
    at += part.size;
  }
  const whole = fromValues(data, [examples, ...example], first.dtype);
  const by = squashingOf(parts);
  if (by !== undefined) rememberLogits(whole, by, joined(parts.map((part) => logitsBehind(part, by)!)));
  return whole;
}
