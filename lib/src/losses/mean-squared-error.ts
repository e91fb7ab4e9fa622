import { checkOptions } from "../given.js";
import { mul } from "../ops/mul.js";
import { sub } from "../ops/sub.js";
import { asTensor } from "../tensor/base.js";
import type { DType } from "../tensor/dtype.js";
import type { Operand } from "../tensor/operand.js";
import type { Shape } from "../tensor/shape.js";
import {
  type LossOptions,
  type LossResult,
  libraryLoss,
  lossOptions,
  type Reduced,
  type Reduction,
  reduce,
  sameShapes,
} from "./loss.js";
import { masked } from "./masked.js";

/**
 * The mean of (yPred - yTrue)².
 *
 * yTrue and yPred of one shape. Throws ShapeError when the shapes differ: [N] against [N, 1] would broadcast
 * to [N, N].
 *
 * @example
 * ```ts
 * losses.meanSquaredError(tensor([1, 2]), tensor([1, 4])).item(); // 2
 * ```
 */
export function meanSquaredError<D extends DType, R extends Reduction = "mean">(
  yTrue: Operand,
  yPred: Operand<Shape, D>,
  options?: Reduced<LossOptions, R>,
): LossResult<R, D> {
  return libraryLoss(meanSquaredError, [yTrue, yPred, options], () => {
    checkOptions("meanSquaredError", options, lossOptions);
    const [truth, prediction] = sameShapes("meanSquaredError", yTrue, yPred);
    const error = asTensor(sub(prediction, truth));
    return reduce("meanSquaredError", mul(error, error), masked(prediction, options));
  });
}
