import { checkOptions } from "../given.js";
import { abs } from "../ops/abs.js";
import { sub } from "../ops/sub.js";
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
 * The mean of |yPred - yTrue|; its gradient at 0 is 0.
 *
 * yTrue and yPred of one shape. Throws ShapeError when the shapes differ.
 *
 * @example
 * ```ts
 * losses.meanAbsoluteError(tensor([1, 2]), tensor([1, 4])).item(); // 1
 * ```
 */
export function meanAbsoluteError<D extends DType, R extends Reduction = "mean">(
  yTrue: Operand,
  yPred: Operand<Shape, D>,
  options?: Reduced<LossOptions, R>,
): LossResult<R, D> {
  return libraryLoss(meanAbsoluteError, [yTrue, yPred, options], () => {
    checkOptions("meanAbsoluteError", options, lossOptions);
    const [truth, prediction] = sameShapes("meanAbsoluteError", yTrue, yPred);
    return reduce("meanAbsoluteError", abs(sub(prediction, truth)), masked(prediction, options));
  });
}
