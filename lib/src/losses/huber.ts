import { OptionError } from "../errors.js";
import { checkOptions, quoted } from "../given.js";
import { abs } from "../ops/abs.js";
import { lessEqual } from "../ops/less-equal.js";
import { mul } from "../ops/mul.js";
import { sub } from "../ops/sub.js";
import { where } from "../ops/where.js";
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

/** Options of {@link huber}. */
export interface HuberOptions extends LossOptions {
  /** Where the square turns into a line. Above 0, default 1. */
  readonly delta?: number;
}

/**
 * The mean of ½e² where |e| ≤ delta and delta·(|e| - ½·delta) beyond, with e = yPred - yTrue (Huber 1964).
 *
 * yTrue and yPred of one shape. Throws ShapeError when the shapes differ, OptionError for a delta not above 0.
 *
 * @example
 * ```ts
 * losses.huber(tensor([0, 0]), tensor([1, 3])).item(); // 1.5
 * ```
 */
export function huber<D extends DType, R extends Reduction = "mean">(
  yTrue: Operand,
  yPred: Operand<Shape, D>,
  options?: Reduced<HuberOptions, R>,
): LossResult<R, D> {
  return libraryLoss(huber, [yTrue, yPred, options], () => {
    const { delta = 1 } = checkOptions("huber", options, `delta#: 1, ${lossOptions}`);
    if (!(delta > 0))
      throw new OptionError(`huber: expected delta above 0, got ${quoted(delta)}; try delta: 1`);
    const [truth, prediction] = sameShapes("huber", yTrue, yPred);
    const error = asTensor(sub(prediction, truth));
    const size = asTensor(abs(error));
    const inside = asTensor(mul(mul(error, error), 0.5));
    const outside = asTensor(mul(sub(size, 0.5 * delta), delta));
    return reduce(
      "huber",
      where(lessEqual(size, delta), inside, outside) as Operand,
      masked(prediction, options),
    );
  });
}
