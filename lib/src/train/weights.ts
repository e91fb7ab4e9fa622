import { DataError, OptionError } from "../errors.js";
import { quoted } from "../given.js";
import type { Loss } from "../losses/index.js";
import { argmaxRows, checkedLabels } from "../metrics/labels.js";
import { mul } from "../ops/mul.js";
import { reshape } from "../ops/reshape.js";
import { effect } from "../recorder/effect.js";
import { type AnyTensor, asTensor, fromValues } from "../tensor/base.js";
import { allocate, type Values } from "../tensor/dtype.js";
import { sameShape, sizeOf } from "../tensor/shape.js";

/** What examples count, by class number. */
export type ClassWeight = Readonly<Record<number, number>>;

/** Where the weights of examples come from. */
export interface WeightSources {
  /** Weights that came with the data. */
  readonly given: AnyTensor | undefined;
  readonly classWeight: ClassWeight | undefined;
}

/** Checks what each class counts. Throws OptionError. */
export function checkClassWeight(where: string, classWeight: ClassWeight | undefined): void {
  if (classWeight === undefined) return;
  // A Map has no entries of its own, and would weigh nothing without a word.
  if (Object.keys(Object(classWeight)).length === 0) {
    throw new OptionError(
      `${where}: expected classWeight as an object of class numbers, got ${quoted(classWeight)}; try classWeight: { 0: 1, 1: 5 }, or Object.fromEntries(map)`,
    );
  }
  for (const [key, weight] of Object.entries(classWeight)) {
    if (/^\d+$/.test(key) && Number.isFinite(weight) && weight >= 0) continue;
    throw new OptionError(
      `${where}: expected classWeight from class numbers to numbers of at least 0, got ${key}: ${quoted(weight)}; try classWeight: { 0: 1, 1: 5 }`,
    );
  }
}

/** Checks that weights are numbers of at least 0. Throws DataError. */
export function checkWeights(where: string, weights: AnyTensor): void {
  const wrong = weights.data.findIndex((weight) => !(weight >= 0 && weight < Number.POSITIVE_INFINITY));
  if (wrong < 0) return;
  throw new DataError(
    `${where}: expected weights of examples of at least 0, got ${weights.data[wrong]} at position ${wrong}; try 0 to leave an example out`,
  );
}

/** A batch and what its examples count. */
export interface WeightedBatch extends WeightSources {
  readonly yTrue: AnyTensor;
  readonly yPred: AnyTensor;
}

/** What each example of a batch counts; undefined when all count the same. Throws OptionError, DataError. */
export function weightsOf(
  where: string,
  { yTrue, yPred, given, classWeight }: WeightedBatch,
): AnyTensor | undefined {
  if (classWeight === undefined) return given;
  const byClass = classWeights(where, { yTrue, yPred }, classWeight);
  if (given === undefined) return byClass;
  const perExample = [byClass.shape[0]!, ...byClass.shape.slice(1).map(() => 1)];
  return asTensor(mul(byClass, reshape(given, given.size === byClass.size ? byClass.shape : perExample)));
}

/** What each label counts by its class: labels of the predictions' shape are one-hot rows, others class numbers. */
function classWeights(
  where: string,
  { yTrue, yPred }: Pick<WeightedBatch, "yTrue" | "yPred">,
  classWeight: ClassWeight,
): AnyTensor {
  const width = yPred.rank < 2 ? 1 : yPred.shape.at(-1)!;
  const areRows = width > 1 && sameShape(yTrue.shape, yPred.shape);
  const classes = Math.max(width, 2);
  const unknown = Object.keys(classWeight).find((key) => Number(key) >= classes);
  if (unknown !== undefined) {
    throw new OptionError(
      `${where}: expected classWeight for classes from 0 to ${classes - 1}, got one for class ${unknown}; try counting classes from 0`,
    );
  }
  const shape = areRows ? yTrue.shape.slice(0, -1) : yTrue.shape;
  const weights = fromValues(allocate("float32", sizeOf(shape)), shape, "float32");
  const weigh = ([data, labels]: readonly Values[]): void => {
    const found = areRows ? classesOfRows(where, labels!, width) : checkedLabels(where, labels!, classes);
    for (let i = 0; i < found.length; i++) data![i] = classWeight[found[i]!] ?? 1;
  };
  effect("class weights", [weights], weigh, { reads: [yTrue] });
  return weights;
}

/** The class of each row of shares, the largest. Throws DataError for rows with several labels. */
function classesOfRows(where: string, labels: Values, width: number): Int32Array {
  for (let start = 0; start < labels.length; start += width) {
    const row = Array.from(labels.subarray(start, start + width));
    if (row.reduce((sum, share) => sum + share, 0) < 1.001) continue;
    throw new DataError(
      `${where}: expected class numbers or one-hot rows as labels with classWeight, got the row ${JSON.stringify(row)}; try a weight for each example, [x, y, weights]`,
    );
  }
  return argmaxRows(labels, width);
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
