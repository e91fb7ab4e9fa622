import { checkOptions } from "../given.js";
import { add } from "../ops/add.js";
import { log } from "../ops/log.js";
import { mul } from "../ops/mul.js";
import { neg } from "../ops/neg.js";
import { softplus } from "../ops/softplus.js";
import { sub } from "../ops/sub.js";
import type { AnyTensor } from "../tensor/base.js";
import type { DType } from "../tensor/dtype.js";
import type { Operand } from "../tensor/operand.js";
import type { Shape } from "../tensor/shape.js";
import { awayFromEdges, checkLogits, checkProbabilities, checkTargets, logitsBehind } from "./logits.js";
import {
  type LossOptions,
  type LossResult,
  libraryLoss,
  lossOptions,
  type Reduced,
  type Reduction,
  reduce,
  sameShapes,
  smoothed,
} from "./loss.js";
import { masked } from "./masked.js";
import { shareOf } from "./shares.js";

/** Options of the cross-entropies. */
export interface CrossentropyOptions extends LossOptions {
  /** True when yPred holds logits, false (the default) for probabilities. */
  readonly fromLogits?: boolean;
  /** Moves labels this much towards the uniform distribution. In [0, 1], default 0. */
  readonly labelSmoothing?: number;
}

/**
 * The mean of -[y log p + (1 - y) log(1 - p)].
 *
 * yTrue and yPred of one shape; yTrue from 0 to 1. From logits z it is y·softplus(-z) + (1 - y)·softplus(z),
 * which is finite for every z; so it is for probabilities that come straight from a sigmoid. Other
 * probabilities are kept 1e-7 away from 0 and 1, as in Keras.
 * Throws ShapeError when the shapes differ, DataError for labels or probabilities outside [0, 1], OptionError
 * for the output of a sigmoid with `fromLogits: true`.
 *
 * @example
 * ```ts
 * losses.binaryCrossentropy(tensor([1, 0]), tensor([1000, -1000]), { fromLogits: true }).item(); // 0
 * ```
 */
export function binaryCrossentropy<D extends DType, R extends Reduction = "mean">(
  yTrue: Operand,
  yPred: Operand<Shape, D>,
  options?: Reduced<CrossentropyOptions, R>,
): LossResult<R, D> {
  return libraryLoss(binaryCrossentropy, [yTrue, yPred, options], () => {
    const where = "binaryCrossentropy";
    const { fromLogits = false, labelSmoothing = 0 } = checkOptions(
      where,
      options,
      `fromLogits?: true, labelSmoothing#, ${lossOptions}`,
    );
    const [truth, prediction] = sameShapes(where, yTrue, yPred);
    checkTargets(where, truth);
    if (fromLogits) checkLogits(where, prediction);
    const y = smoothed(where, truth, { amount: labelSmoothing, classes: 2 });
    const logits = fromLogits ? prediction : logitsBehind(prediction, "sigmoid");
    const perElement =
      logits === undefined ? fromProbabilities(where, y, prediction) : fromLogitsOf(y, logits);
    return reduce(where, perElement, masked(prediction, options));
  });
}

function fromLogitsOf(y: AnyTensor, z: AnyTensor): Operand {
  return add(shareOf(y, softplus(neg(z))), shareOf(sub(1, y), softplus(z)));
}

function fromProbabilities(where: string, y: AnyTensor, yPred: AnyTensor): Operand {
  checkProbabilities(where, yPred);
  const p = awayFromEdges(yPred);
  return neg(add(mul(y, log(p)), mul(sub(1, y), log(sub(1, p)))));
}
