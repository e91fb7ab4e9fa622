import { OptionError } from "../errors.js";
import { checkOptions, quoted } from "../given.js";
import { add } from "../ops/add.js";
import { exp } from "../ops/exp.js";
import { log } from "../ops/log.js";
import { mul } from "../ops/mul.js";
import { neg } from "../ops/neg.js";
import { pow } from "../ops/pow.js";
import { sigmoid } from "../ops/sigmoid.js";
import { softplus } from "../ops/softplus.js";
import { sub } from "../ops/sub.js";
import { sum } from "../ops/sum.js";
import { type AnyTensor, asTensor } from "../tensor/base.js";
import type { DType } from "../tensor/dtype.js";
import type { Operand } from "../tensor/operand.js";
import type { Shape } from "../tensor/shape.js";
import type { CrossentropyOptions } from "./binary-crossentropy.js";
import { checkClasses, logProbabilities } from "./categorical-crossentropy.js";
import { awayFromEdges, checkLogits, checkProbabilities, checkTargets, logitsBehind } from "./logits.js";
import {
  type LossResult,
  libraryLoss,
  lossOptions,
  type Reduced,
  type Reduction,
  reduce,
  reduceExamples,
  sameShapes,
  smoothed,
} from "./loss.js";
import { masked } from "./masked.js";
import { nameLoss } from "./named.js";
import { shareOf } from "./shares.js";

/** Options of {@link categoricalFocalCrossentropy}. */
export interface FocalOptions extends CrossentropyOptions {
  /** γ: how much less an example counts that is right already. At least 0, default 2. */
  readonly gamma?: number;
  /** α: what the loss is multiplied by, or the weight of the label 1 with `applyClassBalancing`. Default 0.25. */
  readonly alpha?: number;
}

/** Options of {@link binaryFocalCrossentropy}. */
export interface BinaryFocalOptions extends FocalOptions {
  /** Whether labels 1 weigh α and labels 0 weigh 1 - α. Default false: both weigh 1. */
  readonly applyClassBalancing?: boolean;
}

const names = `gamma#: 2, alpha#, fromLogits?, labelSmoothing#, ${lossOptions}` as const;

/**
 * The binary cross-entropy times (1 - p_t)^γ, with p_t the probability of the label, so that what is right already counts
 * less (Lin et al. 2017, equation 4; with `applyClassBalancing` equation 5).
 *
 * yTrue and yPred of one shape; yTrue from 0 to 1. Logits and probabilities as in binaryCrossentropy. Throws ShapeError
 * when the shapes differ, DataError for labels or probabilities outside [0, 1], OptionError for a gamma below 0.
 *
 * @example
 * ```ts
 * losses.binaryFocalCrossentropy(tensor([1]), tensor([0.5])).item(); // 0.1733
 * ```
 */
export function binaryFocalCrossentropy<D extends DType, R extends Reduction = "mean">(
  yTrue: Operand,
  yPred: Operand<Shape, D>,
  options?: Reduced<BinaryFocalOptions, R>,
): LossResult<R, D> {
  return libraryLoss(binaryFocalCrossentropy, [yTrue, yPred, options], () => {
    const where = "binaryFocalCrossentropy";
    const given = checkOptions(where, options, `${names}, applyClassBalancing?`);
    const { fromLogits = false, labelSmoothing = 0, alpha = 0.25, applyClassBalancing = false } = given;
    const gamma = checkGamma(where, given.gamma);
    const [truth, prediction] = sameShapes(where, yTrue, yPred);
    checkTargets(where, truth);
    if (fromLogits) checkLogits(where, prediction);
    const y = smoothed(where, truth, { amount: labelSmoothing, classes: 2 });
    const logits = fromLogits ? prediction : logitsBehind(prediction, "sigmoid");
    const { p, loss } =
      logits === undefined ? fromProbabilities(where, y, prediction) : fromLogitsOf(y, logits);
    const both = (a: Operand, b: Operand): Operand =>
      add(mul(y, a) as Operand, mul(sub(1, y) as Operand, b) as Operand);
    // What the label does not have: 1 - p_t.
    const wrong: Operand = both(sub(1, p) as Operand, p);
    const focal: Operand = mul(pow(wrong, gamma) as Operand, loss);
    if (!applyClassBalancing) return reduce(where, focal, masked(prediction, options));
    const balance: Operand = add(mul(y, alpha) as Operand, mul(sub(1, y) as Operand, 1 - alpha) as Operand);
    return reduce(where, mul(balance, focal) as Operand, masked(prediction, options));
  });
}

/** The probability of the label 1, and the cross-entropy. */
interface Binary {
  readonly p: Operand;
  readonly loss: Operand;
}

function fromLogitsOf(y: AnyTensor, z: AnyTensor): Binary {
  const loss: Operand = add(
    shareOf(y, softplus(neg(z) as Operand) as Operand),
    shareOf(sub(1, y) as Operand, softplus(z) as Operand),
  );
  return { p: sigmoid(z) as Operand, loss };
}

function fromProbabilities(where: string, y: AnyTensor, prediction: AnyTensor): Binary {
  checkProbabilities(where, prediction);
  const p: Operand = awayFromEdges(prediction);
  const q: Operand = sub(1, p);
  const terms: Operand = add(
    mul(y, log(p) as Operand) as Operand,
    mul(sub(1, y) as Operand, log(q) as Operand) as Operand,
  );
  return { p, loss: neg(terms) as Operand };
}

/**
 * The categorical cross-entropy with each term times α (1 - p)^γ, so that what is right already counts less (Lin et al.
 * 2017).
 *
 * yTrue, yPred [..., C], labels one-hot or soft. Logits and probabilities as in categoricalCrossentropy. Throws
 * ShapeError when the shapes differ, DataError for labels or probabilities outside [0, 1], OptionError for a gamma
 * below 0.
 *
 * @example
 * ```ts
 * losses.categoricalFocalCrossentropy(tensor([[0, 1]]), tensor([[0.5, 0.5]])).item(); // 0.0433
 * ```
 */
export function categoricalFocalCrossentropy<D extends DType, R extends Reduction = "mean">(
  yTrue: Operand,
  yPred: Operand<Shape, D>,
  options?: Reduced<FocalOptions, R>,
): LossResult<R, D> {
  return libraryLoss(categoricalFocalCrossentropy, [yTrue, yPred, options], () => {
    const where = "categoricalFocalCrossentropy";
    const given = checkOptions(where, options, names);
    const { fromLogits = false, labelSmoothing = 0, alpha = 0.25 } = given;
    const gamma = checkGamma(where, given.gamma);
    const [truth, prediction] = sameShapes(where, yTrue, yPred);
    checkClasses(where, prediction);
    checkTargets(where, truth);
    const y = smoothed(where, truth, { amount: labelSmoothing, classes: prediction.shape.at(-1)! });
    const logs = logProbabilities(where, prediction, fromLogits);
    const factor: Operand = mul(pow(sub(1, exp(logs) as Operand) as Operand, gamma) as Operand, alpha);
    const terms: Operand = mul(factor, shareOf(y, logs));
    return reduceExamples(
      where,
      asTensor(neg(sum(terms, -1) as Operand) as Operand),
      masked(prediction, options),
    );
  });
}

function checkGamma(where: string, gamma = 2): number {
  if (gamma >= 0) return gamma;
  throw new OptionError(`${where}: expected gamma of at least 0, got ${quoted(gamma)}; try gamma: 2`);
}

nameLoss("binaryFocalCrossentropy", binaryFocalCrossentropy);
nameLoss("categoricalFocalCrossentropy", categoricalFocalCrossentropy);
