import { mul } from "../ops/mul.js";
import { sub } from "../ops/sub.js";
import { asTensor } from "../tensor/base.js";
import type { DType } from "../tensor/dtype.js";
import type { Operand } from "../tensor/operand.js";
import type { Shape } from "../tensor/shape.js";
import { type LossOptions, type LossResult, reduce, sameShapes } from "./loss.js";

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
export function meanSquaredError<D extends DType, const O extends LossOptions = LossOptions>(
  yTrue: Operand,
  yPred: Operand<Shape, D>,
  options?: O,
): LossResult<O, D> {
  const [truth, prediction] = sameShapes("meanSquaredError", yTrue, yPred);
  const error = asTensor(sub(prediction, truth));
  return reduce("meanSquaredError", mul(error, error), options);
}
