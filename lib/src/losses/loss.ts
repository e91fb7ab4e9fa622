import { OptionError, ShapeError } from "../errors.js";
import { quoted } from "../given.js";
import { add } from "../ops/add.js";
import { broadcastTo } from "../ops/broadcast-to.js";
import { cast } from "../ops/cast.js";
import { mean } from "../ops/mean.js";
import { mul } from "../ops/mul.js";
import { reshape } from "../ops/reshape.js";
import { sum } from "../ops/sum.js";
import { currentRecording, type Given } from "../recorder/current.js";
import { type AnyTensor, asTensor, isTensor } from "../tensor/base.js";
import type { DType, Floating } from "../tensor/dtype.js";
import type { Operand } from "../tensor/operand.js";
import { formatShape, type Shape, sameShape, sizeOf } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { shareOf } from "./shares.js";

/** What becomes of the losses of the examples. */
export type Reduction = "mean" | "sum" | "none";

/** Options that every loss has. */
export interface LossOptions {
  /**
   * `"mean"` over examples (the default), their `"sum"`, or `"none"`: one number per example.
   */
  readonly reduction?: Reduction;
  /**
   * What each example counts, one number for each: its loss is multiplied by it. Where an example has several labels, one
   * number for each of those, or one for them all. The mean still divides by the number of losses, as in Keras. Default 1.
   */
  readonly sampleWeight?: Operand;
}

/** The names of {@link LossOptions}. */
export const lossOptions = 'reduction: "sum", sampleWeight';

/**
 * A loss: how far predictions are from the truth. One of your own may ask for what it needs, `(y, p) => …` or
 * `(y: Tensor, p: Tensor) => …`: the method's form lets TypeScript accept parameters of a narrower type.
 */
export type Loss = {
  /** Truth and predictions → the loss; the options bring the weights of examples. */
  call(yTrue: Tensor<Shape, DType>, yPred: Tensor<Shape, DType>, options?: LossOptions): Tensor<Shape, DType>;
}["call"];

/**
 * The type of a loss of predictions of dtype D: a single number unless the reduction R is `"none"`.
 */
export type LossResult<R extends Reduction, D extends DType> = "none" extends R
  ? Tensor<Shape, Floating<D>>
  : Tensor<[], Floating<D>>;

/** Options O of a loss, from whose `reduction` the type of its result is learned. */
export type Reduced<O, R extends Reduction> = O & { readonly reduction?: R };

/**
 * Reduces a loss per element to what was asked for. The last axis of two or more belongs to an example and is
 * averaged, as in Keras.
 */
export function reduce<R extends Reduction, D extends DType>(
  where: string,
  perElement: Operand,
  options: LossOptions = {},
): LossResult<R, D> {
  const { reduction = "mean", sampleWeight } = options;
  if (reduction === "mean" && sampleWeight === undefined) {
    return mean(perElement) as Operand as LossResult<R, D>;
  }
  const perExample = perElement.shape.length < 2 ? perElement : mean(perElement, -1);
  return reduceExamples(where, perExample as Operand, options);
}

/**
 * Runs a loss of the library's, which follows from what it is given alone: a step in which code of the user's calls it need
 * not go through it every time.
 */
export function libraryLoss<T extends Operand>(loss: object, given: Given, run: () => T): T {
  return (currentRecording()?.call(loss, given, run as never) ?? run()) as T;
}

/** Reduces one loss per example to what was asked for; all axes count examples. */
export function reduceExamples<R extends Reduction, D extends DType>(
  where: string,
  perExample: Operand,
  { reduction = "mean", sampleWeight }: LossOptions = {},
): LossResult<R, D> {
  const losses = sampleWeight === undefined ? perExample : weighted(where, perExample, sampleWeight);
  switch (reduction) {
    case "mean":
      return mean(losses) as Operand as LossResult<R, D>;
    case "sum":
      return sum(losses) as Operand as LossResult<R, D>;
    case "none":
      return losses as LossResult<R, D>;
    default:
      throw new OptionError(
        `${where}: expected reduction "mean", "sum" or "none", got ${JSON.stringify(reduction)}; try "mean"`,
      );
  }
}

/** Each example's loss times its weight. Throws ShapeError when there is not one weight for each example. */
function weighted(where: string, perExample: Operand, sampleWeight: Operand): Operand {
  const weights = checkTensor(where, "sampleWeight", sampleWeight);
  const { shape } = perExample;
  const asLosses = cast(weights, perExample.dtype);
  if (weights.size === sizeOf(shape)) return shareOf(reshape(asLosses, shape), perExample);
  if (weights.size !== shape[0]) {
    throw new ShapeError(
      `${where}: expected weights ${formatShape(shape)}, got ${formatShape(weights.shape)}; try one for each of them`,
    );
  }
  const perRow = reshape(asLosses, [weights.size, ...shape.slice(1).map(() => 1)]);
  return shareOf(broadcastTo(perRow, shape), perExample);
}

/** Checks that both are tensors of one shape. Throws ShapeError or OptionError. */
export function sameShapes(where: string, yTrue: Operand, yPred: Operand): readonly [AnyTensor, AnyTensor] {
  const truth = checkTensor(where, "yTrue", yTrue);
  const prediction = checkTensor(where, "yPred", yPred);
  if (!sameShape(truth.shape, prediction.shape)) {
    throw new ShapeError(
      `${where}: expected yTrue and yPred of one shape, got ${formatShape(truth.shape)} and ${formatShape(prediction.shape)}; ${shapeAdvice(truth.shape, prediction.shape)}`,
    );
  }
  return [truth, prediction];
}

/** Checks that a value is a tensor. Throws OptionError. */
export function checkTensor(where: string, name: string, value: unknown): AnyTensor {
  if (!isTensor(value)) {
    throw new OptionError(
      `${where}: expected ${name} to be a tensor, got ${Array.isArray(value) ? "an array" : typeof value}; try tensor(…) around it`,
    );
  }
  return asTensor(value);
}

function shapeAdvice(truth: Shape, prediction: Shape): string {
  if (truth.length + 1 === prediction.length && prediction.at(-1) === 1) {
    return "try reshaping yTrue with expandDims(-1), so that nothing broadcasts by accident";
  }
  if (truth.length + 1 === prediction.length)
    return "try sparseCategoricalCrossentropy if yTrue holds class numbers";
  return `try yTrue of shape ${formatShape(prediction)}`;
}

/** y (1 - s) + s / classes: labels that are a little less sure. Throws OptionError. */
export function smoothed(where: string, y: AnyTensor, { amount, classes }: Smoothing): AnyTensor {
  if (!(amount >= 0 && amount <= 1)) {
    throw new OptionError(
      `${where}: expected labelSmoothing in [0, 1], got ${quoted(amount)}; try labelSmoothing: 0.1`,
    );
  }
  return amount === 0 ? y : asTensor(add(mul(y, 1 - amount), amount / classes));
}

/** How much of a label is spread over how many classes. */
export interface Smoothing {
  readonly amount: number;
  readonly classes: number;
}
