import { checkOptions } from "../given.js";
import { div } from "../ops/div.js";
import { equal } from "../ops/equal.js";
import { mul } from "../ops/mul.js";
import { neg } from "../ops/neg.js";
import { norm } from "../ops/norm.js";
import { sum } from "../ops/sum.js";
import { where } from "../ops/where.js";
import type { AnyTensor } from "../tensor/base.js";
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
  reduceExamples,
  sameShapes,
} from "./loss.js";
import { masked } from "./masked.js";
import { nameLoss } from "./named.js";

/**
 * Minus the mean cosine of the angle between y and p: -Σ y p / (‖y‖ ‖p‖), from -1 for the same direction to 1 for the
 * opposite one; 0 where one of them is 0.
 *
 * yTrue and yPred [..., C], vectors along the last axis. As Keras's loss (PyTorch's CosineEmbeddingLoss is 1 minus the
 * cosine). Throws ShapeError when the shapes differ.
 *
 * @example
 * ```ts
 * losses.cosineSimilarity(tensor([[0, 2]]), tensor([[3, 4]])).item(); // -0.8
 * ```
 */
export function cosineSimilarity<D extends DType, R extends Reduction = "mean">(
  yTrue: Operand,
  yPred: Operand<Shape, D>,
  options?: Reduced<LossOptions, R>,
): LossResult<R, D> {
  return libraryLoss(cosineSimilarity, [yTrue, yPred, options], () => {
    checkOptions("cosineSimilarity", options, lossOptions);
    const [truth, prediction] = sameShapes("cosineSimilarity", yTrue, yPred);
    const cosines: Operand = sum(mul(direction(truth), direction(prediction)) as Operand, -1);
    return reduceExamples("cosineSimilarity", neg(cosines) as Operand, masked(prediction, options));
  });
}

/** Vectors of length 1; those of length 0 stay. */
function direction(x: AnyTensor): Operand {
  const length: Operand = norm(x as Operand, -1, { keepDims: true });
  return div(x, where(equal(length, 0) as Operand<Shape, "bool">, 1, length) as Operand);
}
nameLoss("cosineSimilarity", cosineSimilarity);
