import { DataError } from "../errors.js";
import { checkOptions } from "../given.js";
import { maximum } from "../ops/maximum-minimum.js";
import { mul } from "../ops/mul.js";
import { sub } from "../ops/sub.js";
import { effect } from "../recorder/effect.js";
import { type AnyTensor, asTensor, fromValues } from "../tensor/base.js";
import { allocate, type DType } from "../tensor/dtype.js";
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
import { nameLoss } from "./named.js";

/**
 * The mean of max(1 - y · p, 0), for labels -1 and 1 and scores of any size (Cortes and Vapnik 1995).
 *
 * yTrue and yPred of one shape; labels 0 and 1 are read as -1 and 1, as in Keras. Throws ShapeError when the shapes
 * differ, DataError for other labels.
 *
 * @example
 * ```ts
 * losses.hinge(tensor([1, -1]), tensor([0.5, -2])).item(); // 0.25
 * ```
 */
export function hinge<D extends DType, R extends Reduction = "mean">(
  yTrue: Operand,
  yPred: Operand<Shape, D>,
  options?: Reduced<LossOptions, R>,
): LossResult<R, D> {
  return libraryLoss(hinge, [yTrue, yPred, options], () => {
    checkOptions("hinge", options, lossOptions);
    const [truth, prediction] = sameShapes("hinge", yTrue, yPred);
    const margins: Operand = sub(1, mul(signs(truth), prediction) as Operand);
    return reduce("hinge", asTensor(maximum(margins, 0) as Operand), masked(prediction, options));
  });
}

/** Labels as -1 and 1. Throws DataError when they are neither these nor 0 and 1. */
function signs(truth: AnyTensor): AnyTensor {
  const made = fromValues(allocate("float32", truth.size), truth.shape, "float32");
  effect(
    "labels as signs",
    [made],
    ([out, labels]) => {
      for (let i = 0; i < labels!.length; i++) {
        const label = labels![i]!;
        if (label !== 1 && label !== 0 && label !== -1) {
          throw new DataError(
            `hinge: expected labels -1 and 1, or 0 and 1, got ${label}; try yTrue.equal(${label}) for one class against the others`,
          );
        }
        out![i] = label === 1 ? 1 : -1;
      }
    },
    { reads: [truth] },
  );
  return made;
}
nameLoss("hinge", hinge);
