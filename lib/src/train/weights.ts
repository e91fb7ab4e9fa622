import { OptionError } from "../errors.js";
import type { Loss } from "../losses/index.js";
import { mul } from "../ops/mul.js";
import { reshape } from "../ops/reshape.js";
import { effect } from "../recorder/effect.js";
import { type AnyTensor, asTensor, fromValues } from "../tensor/base.js";
import { allocate } from "../tensor/dtype.js";

/** What examples count, by class number. */
export type ClassWeight = Readonly<Record<number, number>>;

/** Where the weights of examples come from. */
export interface WeightSources {
  /** Weights that came with the data. */
  readonly given: AnyTensor | undefined;
  readonly classWeight: ClassWeight | undefined;
}

/** What each example of a batch counts; undefined when all count the same. */
export function weightsOf(labels: AnyTensor, { given, classWeight }: WeightSources): AnyTensor | undefined {
  if (classWeight === undefined) return given;
  const count = labels.shape[0]!;
  const byClass = fromValues(allocate("float32", count), [count], "float32");
  effect(
    "class weights",
    [byClass],
    ([weights, values]) => {
      const width = values!.length / Math.max(count, 1);
      for (let i = 0; i < count; i++) {
        const row = values!.subarray(i * width, (i + 1) * width) as Float32Array;
        weights![i] = classWeight[width === 1 ? row[0]! : row.indexOf(Math.max(...row))] ?? 1;
      }
    },
    { reads: [labels] },
  );
  return given === undefined ? byClass : asTensor(mul(byClass, reshape(given, [count])));
}

/** A batch as a loss takes it. */
export interface LossInputs {
  readonly yTrue: AnyTensor;
  readonly yPred: AnyTensor;
  readonly sampleWeight: AnyTensor | undefined;
}

/**
 * A loss of a batch, with the weights of its examples if there are any. Throws OptionError when the loss does not ask
 * for them: a function without a third parameter would leave them out without a word.
 */
export function lossOfBatch(where: string, loss: Loss, { yTrue, yPred, sampleWeight }: LossInputs): unknown {
  if (sampleWeight === undefined) return loss(yTrue, yPred);
  let isAskedFor = false;
  const value = loss(yTrue, yPred, {
    get sampleWeight() {
      isAskedFor = true;
      return sampleWeight;
    },
  });
  if (!isAskedFor) {
    throw new OptionError(
      `${where}: expected a loss that uses the weights of the examples, got one that never reads options.sampleWeight; try (yTrue, yPred, options) => losses.meanSquaredError(yTrue, yPred, options), or no weights and no classWeight`,
    );
  }
  return value;
}
