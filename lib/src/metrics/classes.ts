import { DataError, OptionError, ShapeError } from "../errors.js";
import { type AnyTensor, asTensor, isTensor } from "../tensor/base.js";
import type { Values } from "../tensor/dtype.js";
import type { Operand } from "../tensor/operand.js";
import { formatShape, sameShape } from "../tensor/shape.js";

/** What a pair of truth and predictions is, told by their shapes. */
export interface Classified {
  /** `binary`: one number per example against a threshold; else the largest of several scores wins. */
  readonly kind: "binary" | "categorical" | "sparse";
  readonly truth: AnyTensor;
  readonly prediction: AnyTensor;
  /** Size of the last axis of the predictions; 1 for binary. */
  readonly classes: number;
}

/**
 * Tells by their shapes, as Keras does, how truth and predictions are to be compared:
 * predictions [N, C] with class numbers [N] or [N, 1] are sparse, with truth [N, C] categorical;
 * predictions [N] or [N, 1] are binary. Throws ShapeError when they do not fit.
 */
export function classify(where: string, yTrue: Operand, yPred: Operand): Classified {
  for (const [name, value] of [
    ["yTrue", yTrue],
    ["yPred", yPred],
  ] as const) {
    if (!isTensor(value)) {
      throw new OptionError(
        `${where}: expected ${name} to be a tensor, got ${typeof value}; try tensor(…) around it`,
      );
    }
  }
  const truth = asTensor(yTrue);
  const prediction = asTensor(yPred);
  const classes = prediction.shape.at(-1) ?? 1;
  if (prediction.rank >= 2 && classes > 1) {
    if (sameShape(truth.shape, prediction.shape)) return { kind: "categorical", truth, prediction, classes };
    if (truth.size * classes === prediction.size) return { kind: "sparse", truth, prediction, classes };
  } else if (truth.size === prediction.size) {
    return { kind: "binary", truth, prediction, classes: 1 };
  }
  throw new ShapeError(
    `${where}: expected class numbers [N], or yTrue of the predictions' shape, got yTrue ${formatShape(truth.shape)} and yPred ${formatShape(prediction.shape)}; try labels of shape ${formatShape(prediction.shape.slice(0, -1))}`,
  );
}

/** The class of each example: of the truth and of the predictions. */
export interface ClassPairs {
  readonly truth: Int32Array;
  readonly predicted: Int32Array;
  readonly classes: number;
}

/** Turns truth and predictions into class numbers; binary predictions count as 1 above the threshold. */
export function classPairs(where: string, yTrue: Operand, yPred: Operand, threshold = 0.5): ClassPairs {
  const { kind, truth, prediction, classes } = classify(where, yTrue, yPred);
  if (kind === "binary") {
    const predicted = Int32Array.from(prediction.data, (p) => (p > threshold ? 1 : 0));
    return { truth: Int32Array.from(truth.data, (y) => (y > 0.5 ? 1 : 0)), predicted, classes: 2 };
  }
  const predicted = argmaxRows(prediction.data, classes);
  if (kind === "categorical") return { truth: argmaxRows(truth.data, classes), predicted, classes };
  return { truth: checkedLabels(where, truth.data, classes), predicted, classes };
}

/** Class numbers as integers. Throws DataError for one that is not a whole number from 0 to classes - 1. */
export function checkedLabels(where: string, data: Values, classes: number): Int32Array {
  const checked = data instanceof Int32Array ? data : new Int32Array(data.length);
  for (let i = 0; i < data.length; i++) {
    const label = data[i]!;
    if (!(label >= 0 && label < classes && Number.isInteger(label))) {
      throw new DataError(
        `${where}: expected labels that are whole numbers from 0 to ${classes - 1}, got ${label} at position ${i}; try counting classes from 0, or a last layer of ${Number.isInteger(label) && label >= 0 ? label + 1 : "more"} units`,
      );
    }
    if (checked !== data) checked[i] = label;
  }
  return checked;
}

/** The position of the largest of every `width` numbers; the first of equals. */
export function argmaxRows(values: ArrayLike<number>, width: number): Int32Array {
  const result = new Int32Array(values.length / width);
  for (let row = 0; row < result.length; row++) {
    const start = row * width;
    let best = 0;
    for (let i = 1; i < width; i++) if (values[start + i]! > values[start + best]!) best = i;
    result[row] = best;
  }
  return result;
}
