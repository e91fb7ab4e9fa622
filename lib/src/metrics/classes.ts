import { DataError, OptionError, ShapeError } from "../errors.js";
import { quoted } from "../given.js";
import { type AnyTensor, asTensor, isTensor } from "../tensor/base.js";
import { isFloat, type Values } from "../tensor/dtype.js";
import type { Operand } from "../tensor/operand.js";
import { formatShape, sameShape } from "../tensor/shape.js";
import { argmaxRows, checkedLabels } from "./labels.js";

/**
 * How truth and predictions are compared: `sparse` and `categorical` by the largest of several scores, with class
 * numbers or with rows of shares as truth; `classes` by class numbers on both sides; `binary` value by value, yes or
 * no against a threshold.
 */
export type Comparison = "sparse" | "categorical" | "classes" | "binary";

/** What NaN predicts: no class, and so never the right one. */
export const NO_CLASS = -1;

/** Truth and predictions, and how they are compared. */
export interface Classified {
  readonly kind: Comparison;
  readonly truth: AnyTensor;
  readonly prediction: AnyTensor;
  /** Size of the last axis of scores; 2 for binary; for class numbers one more than the largest. */
  readonly classes: number;
}

/**
 * Tells what is to be compared, by shapes and values. Throws ShapeError, DataError or OptionError for what is
 * neither, or may be one or the other.
 */
export function classify(where: string, yTrue: Operand, yPred: Operand, threshold?: number): Classified {
  const truth = checkTensor(where, "yTrue", yTrue);
  const prediction = checkTensor(where, "yPred", yPred);
  const width = prediction.rank < 2 ? 1 : prediction.shape.at(-1)!;
  const isSparse = width > 1 && truth.size * width === prediction.size;
  const isSame = width === 1 ? truth.size === prediction.size : sameShape(truth.shape, prediction.shape);
  if (!isSparse && !isSame) {
    throw new ShapeError(
      `${where}: expected class numbers [N], or yTrue of the predictions' shape, got yTrue ${formatShape(truth.shape)} and yPred ${formatShape(prediction.shape)}; try labels of shape ${formatShape(prediction.shape.slice(0, -1))}`,
    );
  }
  if (isSparse || (threshold === undefined && width > 1 && holdsShares(truth, prediction, width))) {
    if (threshold === undefined) {
      return { kind: isSparse ? "sparse" : "categorical", truth, prediction, classes: width };
    }
    throw new OptionError(
      `${where}: expected no threshold with scores of ${width} classes, the largest of which counts, got ${quoted(threshold)}; try leaving it out`,
    );
  }
  if (threshold === undefined && prediction.data.every(Number.isInteger)) {
    return { kind: "classes", truth, prediction, classes: classesIn(where, truth.data, prediction.data) };
  }
  checkYesOrNo(where, { truth: truth.data, prediction: prediction.data, threshold });
  return { kind: "binary", truth, prediction, classes: 2 };
}

function checkTensor(where: string, name: string, value: unknown): AnyTensor {
  if (isTensor(value)) return asTensor(value);
  throw new OptionError(
    `${where}: expected ${name} to be a tensor, got ${typeof value}; try tensor(…) around it`,
  );
}

/** Whether each row of the truth says what share each class has: one-hot rows, or soft ones that sum to 1. */
function holdsShares(truth: AnyTensor, prediction: AnyTensor, width: number): boolean {
  const sumTo1 = ({ data }: AnyTensor): boolean => {
    for (let start = 0; start < data.length; start += width) {
      let sum = 0;
      for (let i = start; i < start + width; i++) sum += data[i]! < 0 ? Number.NaN : data[i]!;
      if (!(Math.abs(sum - 1) < 1e-3)) return false;
    }
    return true;
  };
  // Rows of whole numbers that are not one-hot themselves are no scores: class numbers, or several labels at once.
  return sumTo1(truth) && (isFloat(prediction.dtype) || sumTo1(prediction));
}

/**
 * How many classes there are among numbers that are all classes. Predictions below 0 beside labels that are
 * not are logits which happen to be whole.
 */
function classesIn(where: string, truth: Values, predicted: Values): number {
  const below = predicted.findIndex((value) => value < 0);
  if (below >= 0 && truth.every((label) => label >= 0)) {
    throw new DataError(
      `${where}: expected class numbers or probabilities from 0 to 1, got ${predicted[below]} at position ${below}; try { threshold: 0 } for logits, as in (y, p) => metrics.${where}(y, p, { threshold: 0 })`,
    );
  }
  let most = 1;
  for (const values of [truth, predicted]) {
    for (let i = 0; i < values.length; i++) {
      if (!Number.isInteger(values[i])) {
        throw new DataError(
          `${where}: expected labels that are whole numbers beside predicted class numbers, got ${values[i]} at position ${i}; try labels from 0 to classes - 1`,
        );
      }
      if (values[i]! > most) most = values[i]!;
    }
  }
  return most + 1;
}

interface YesOrNo {
  readonly truth: Values;
  readonly prediction: Values;
  readonly threshold: number | undefined;
}

/** Throws DataError unless labels are 0 and 1 and, without a threshold of one's own, predictions probabilities. */
function checkYesOrNo(where: string, { truth, prediction, threshold }: YesOrNo): void {
  const other = truth.findIndex((label) => label !== 0 && label !== 1);
  if (other >= 0) {
    throw new DataError(
      `${where}: expected labels 0 and 1 beside one probability each, got ${truth[other]} at position ${other}; try scores of every class [N, classes], or class numbers such as scores.argmax(-1)`,
    );
  }
  const outside = prediction.findIndex((p) => p < 0 || p > 1);
  if (threshold === undefined && outside >= 0) {
    throw new DataError(
      `${where}: expected class numbers or probabilities from 0 to 1, got ${prediction[outside]} at position ${outside}; try { threshold: 0 } for logits, as in (y, p) => metrics.${where}(y, p, { threshold: 0 })`,
    );
  }
}

/** The class of each example (of each value, where they are compared one by one): of truth and predictions. */
export interface ClassPairs {
  readonly kind: Comparison;
  readonly truth: Int32Array;
  readonly predicted: Int32Array;
  readonly classes: number;
}

/** Turns truth and predictions into class numbers; yes or no counts as 1 above the threshold. */
export function classPairs(where: string, yTrue: Operand, yPred: Operand, threshold?: number): ClassPairs {
  const { kind, truth, prediction, classes } = classify(where, yTrue, yPred, threshold);
  const numbers = (values: Values) => (values instanceof Int32Array ? values : Int32Array.from(values));
  switch (kind) {
    case "classes":
      return { kind, truth: numbers(truth.data), predicted: numbers(prediction.data), classes };
    case "binary":
      return { kind, truth: numbers(truth.data), predicted: yesOrNo(prediction.data, threshold), classes };
    default: {
      const labels =
        kind === "sparse" ? checkedLabels(where, truth.data, classes) : argmaxRows(truth.data, classes);
      return { kind, truth: labels, predicted: bestOfRows(prediction.data, classes), classes };
    }
  }
}

/** 1 above the threshold, else 0; {@link NO_CLASS} for NaN. */
export function yesOrNo(values: Values, threshold = 0.5): Int32Array {
  return Int32Array.from(values, (p) => (Number.isNaN(p) ? NO_CLASS : p > threshold ? 1 : 0));
}

/** The class with the largest score of each row; {@link NO_CLASS} where a score is NaN. */
function bestOfRows(scores: Values, width: number): Int32Array {
  const best = argmaxRows(scores, width);
  scores.forEach((score, i) => {
    if (Number.isNaN(score)) best[Math.floor(i / width)] = NO_CLASS;
  });
  return best;
}
