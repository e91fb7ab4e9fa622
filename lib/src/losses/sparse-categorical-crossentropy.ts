import { ShapeError } from "../errors.js";
import { checkOptions } from "../given.js";
import { checkedLabels } from "../metrics/labels.js";
import { neg } from "../ops/neg.js";
import { sum } from "../ops/sum.js";
import { effect } from "../recorder/effect.js";
import { type AnyTensor, fromValues } from "../tensor/base.js";
import { allocate, type DType } from "../tensor/dtype.js";
import type { Operand } from "../tensor/operand.js";
import { formatShape, type Shape, sameShape } from "../tensor/shape.js";
import type { CrossentropyOptions } from "./binary-crossentropy.js";
import { checkClasses, logProbabilities } from "./categorical-crossentropy.js";
import {
  checkTensor,
  type LossResult,
  libraryLoss,
  lossOptions,
  type Reduced,
  type Reduction,
  reduceExamples,
} from "./loss.js";
import { masked } from "./masked.js";
import { shareOf } from "./shares.js";

/** Options of {@link sparseCategoricalCrossentropy}. */
export type SparseCrossentropyOptions = Omit<CrossentropyOptions, "labelSmoothing">;

/**
 * The mean over examples of -log p of the true class, for labels that are class numbers from 0.
 *
 * yTrue [N] (or [N, 1]) whole numbers of any dtype, yPred [N, C]; more axes of examples likewise. Logits and
 * probabilities as in categoricalCrossentropy.
 * Throws ShapeError when the shapes do not fit, DataError for a label that is not a whole number from 0 to
 * C - 1 or a probability outside [0, 1], OptionError for the output of a softmax with `fromLogits: true`.
 *
 * @example
 * ```ts
 * losses.sparseCategoricalCrossentropy(tensor([1]), tensor([[0.5, 0.5]])).item(); // 0.6931
 * ```
 */
export function sparseCategoricalCrossentropy<D extends DType, R extends Reduction = "mean">(
  yTrue: Operand,
  yPred: Operand<Shape, D>,
  options?: Reduced<SparseCrossentropyOptions, R>,
): LossResult<R, D> {
  return libraryLoss(sparseCategoricalCrossentropy, [yTrue, yPred, options], () => {
    const where = "sparseCategoricalCrossentropy";
    const { fromLogits = false } = checkOptions(where, options, `fromLogits?: true, ${lossOptions}`);
    const truth = checkTensor(where, "yTrue", yTrue);
    const prediction = checkTensor(where, "yPred", yPred);
    checkClasses(where, prediction);
    const examples = prediction.shape.slice(0, -1);
    if (!sameShape(truth.shape, examples) && !sameShape(truth.shape, [...examples, 1])) {
      const advice = sameShape(truth.shape, prediction.shape)
        ? "categoricalCrossentropy for one-hot labels"
        : `labels of shape ${formatShape(examples)}`;
      throw new ShapeError(
        `${where}: expected class numbers ${formatShape(examples)} for predictions ${formatShape(prediction.shape)}, got ${formatShape(truth.shape)}; try ${advice}`,
      );
    }
    const logs = logProbabilities(where, prediction, fromLogits);
    const chosen = sum(shareOf(oneHot(where, truth, prediction), logs), -1);
    return reduceExamples(where, neg(chosen), masked(prediction, options));
  });
}

/** The labels as rows of zeros with a single one, of the predictions' shape and dtype. */
function oneHot(where: string, labels: AnyTensor, prediction: AnyTensor): AnyTensor {
  const classes = prediction.shape.at(-1)!;
  const rows = fromValues(allocate(prediction.dtype, prediction.size), prediction.shape, prediction.dtype);
  effect(
    "one-hot labels",
    [rows],
    ([data, numbers]) => {
      const checked = checkedLabels(where, numbers!, classes);
      data!.fill(0);
      for (let i = 0; i < checked.length; i++) data![i * classes + checked[i]!] = 1;
    },
    { reads: [labels] },
  );
  return rows;
}
