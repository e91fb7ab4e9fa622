import { DataError, OptionError } from "../errors.js";
import { checkOptions, quoted } from "../given.js";
import type { Operand } from "../tensor/operand.js";
import type { ThresholdOptions } from "./accuracy.js";
import { type Comparison, classPairs } from "./classes.js";
import type { Metric } from "./metric.js";

/** Options of {@link precision} and {@link recall}. */
export interface ClassOptions extends ThresholdOptions {
  /** The class that counts as positive. Default 1. */
  readonly positive?: number;
}

const names = "positive#: 1, threshold#";

interface Counts {
  truePositives: number;
  falsePositives: number;
  falseNegatives: number;
}

interface KindCounts extends Counts {
  readonly kind: Comparison;
}

/**
 * Of the examples predicted positive, the part that is: TP / (TP + FP); 0 when none was predicted positive.
 * With several classes say which one is meant: `{ positive: 3 }`.
 */
export function precision(yTrue: Operand, yPred: Operand, options?: ClassOptions): number {
  return precisionOf(count("precision", yTrue, yPred, options));
}

/** Of the positive examples, the part that was found: TP / (TP + FN); 0 when there are none. */
export function recall(yTrue: Operand, yPred: Operand, options?: ClassOptions): number {
  return recallOf(count("recall", yTrue, yPred, options));
}

/** Precision over many batches, for `compile`. */
export function precisionMetric(options?: ClassOptions): Metric {
  return counting("precision", precisionOf, options);
}

/** Recall over many batches, for `compile`. */
export function recallMetric(options?: ClassOptions): Metric {
  return counting("recall", recallOf, options);
}

function precisionOf({ truePositives, falsePositives }: Counts): number {
  return truePositives === 0 ? 0 : truePositives / (truePositives + falsePositives);
}

function recallOf({ truePositives, falseNegatives }: Counts): number {
  return truePositives === 0 ? 0 : truePositives / (truePositives + falseNegatives);
}

function counting(
  name: "precision" | "recall",
  value: (counts: Counts) => number,
  options: ClassOptions | undefined,
): Metric {
  checkOptions(name, options, names);
  let isCategorical: boolean | undefined;
  let sums: Counts = { truePositives: 0, falsePositives: 0, falseNegatives: 0 };
  return {
    name,
    update(yTrue, yPred) {
      const counts = count(name, yTrue, yPred, options);
      const kind = counts.kind === "categorical";
      isCategorical ??= kind;
      if (kind !== isCategorical) {
        throw new DataError(
          `${name}: expected batches of one kind, got one-hot rows in some and rows with several labels in others; try metrics.${name}Metric({ threshold: 0.5 })`,
        );
      }
      sums.truePositives += counts.truePositives;
      sums.falsePositives += counts.falsePositives;
      sums.falseNegatives += counts.falseNegatives;
    },
    result: () => value(sums),
    reset() {
      isCategorical = undefined;
      sums = { truePositives: 0, falsePositives: 0, falseNegatives: 0 };
    },
  };
}

function count(where: string, yTrue: Operand, yPred: Operand, options: ClassOptions | undefined): KindCounts {
  const { threshold, positive = 1 } = checkOptions(where, options, names);
  const { kind, truth, predicted, classes } = classPairs(where, yTrue, yPred, threshold);
  // Among class numbers a class may be missing: they do not say how many there are.
  const most = kind === "classes" ? Number.POSITIVE_INFINITY : classes;
  if (!Number.isInteger(positive) || positive < 0 || positive >= most) {
    throw new OptionError(
      `${where}: expected positive to be a class from 0 to ${classes - 1}, got ${quoted(positive)}; try positive: 1`,
    );
  }
  if (classes > 2 && options?.positive === undefined) {
    throw new OptionError(
      `${where}: expected the class that counts as positive, got ${classes} classes and none chosen; try { positive: 0 }`,
    );
  }
  const counts: KindCounts = { kind, truePositives: 0, falsePositives: 0, falseNegatives: 0 };
  for (let i = 0; i < truth.length; i++) {
    const isPositive = truth[i] === positive;
    const saysPositive = predicted[i] === positive;
    if (isPositive && saysPositive) counts.truePositives++;
    else if (saysPositive) counts.falsePositives++;
    else if (isPositive) counts.falseNegatives++;
  }
  return counts;
}
