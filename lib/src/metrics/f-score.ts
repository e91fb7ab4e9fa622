import { OptionError } from "../errors.js";
import { checkOptions, quoted } from "../given.js";
import type { Operand } from "../tensor/operand.js";
import { classPairs, NO_CLASS } from "./classes.js";
import type { Metric } from "./metric.js";
import { metricsNamed } from "./option.js";

/** Options of {@link fScore}. */
export interface FScoreOptions {
  /** β: how many times as much recall counts as precision. Above 0, default 1: the harmonic mean of the two. */
  readonly beta?: number;
  /**
   * What becomes of the classes: `"macro"` (default) is the mean of their scores, `"weighted"` that by the number of
   * their examples, `"micro"` the score of all counts together. A number is the score of that class alone.
   */
  readonly average?: "macro" | "weighted" | "micro" | number;
  /** Probabilities above it count as 1, where there is one for each example. Default 0.5. */
  readonly threshold?: number;
}

/** Counts of each class: true positives, predicted and true examples. */
interface Counts {
  readonly right: number[];
  readonly predicted: number[];
  readonly truth: number[];
}

const names = 'beta#: 2, average: "micro", threshold#';

/**
 * The F-score of classes: (1 + β²) · precision · recall / (β² · precision + recall), from 0 to 1; 0 for a class that
 * was never predicted right.
 *
 * yTrue and yPred as in accuracy; for yes or no it is that of the yes, unless `average` says otherwise. Throws
 * OptionError for a beta not above 0 or another average.
 *
 * @example
 * ```ts
 * metrics.fScore(tensor([1, 0, 1, 1]), tensor([0.9, 0.6, 0.8, 0.2])); // 2 / 3
 * ```
 */
export function fScore(yTrue: Operand, yPred: Operand, options?: FScoreOptions): number {
  const metric = fScoreMetric(options);
  metric.update(yTrue as never, yPred as never);
  return metric.result();
}

/** The F-score over many batches, for `compile`. */
export function fScoreMetric(options?: FScoreOptions): Metric {
  const { beta = 1, average, threshold } = checkOptions("fScore", options, names);
  if (!(beta > 0)) throw new OptionError(`fScore: expected beta above 0, got ${quoted(beta)}; try beta: 1`);
  const isClass = typeof average === "number" && Number.isInteger(average) && average >= 0;
  if (average !== undefined && !isClass && !["macro", "weighted", "micro"].includes(average as string)) {
    throw new OptionError(
      `fScore: expected average "macro", "weighted", "micro" or a class, got ${quoted(average)}; try "macro"`,
    );
  }
  let counts: Counts = { right: [], predicted: [], truth: [] };
  let yesOrNo = false;
  return {
    name: "fScore",
    update(yTrue, yPred) {
      const pairs = classPairs("fScore", yTrue, yPred, threshold);
      yesOrNo ||= pairs.kind === "binary";
      const add = (to: number[], k: number): void => {
        if (k === NO_CLASS) return;
        while (to.length <= k) to.push(0);
        to[k]!++;
      };
      pairs.truth.forEach((k, i) => {
        add(counts.truth, k);
        add(counts.predicted, pairs.predicted[i]!);
        if (k === pairs.predicted[i]) add(counts.right, k);
      });
    },
    result: () => scoreOf(counts, beta * beta, average ?? (yesOrNo ? 1 : "macro")),
    reset() {
      counts = { right: [], predicted: [], truth: [] };
      yesOrNo = false;
    },
  };
}

function scoreOf({ right, predicted, truth }: Counts, square: number, average: string | number): number {
  const score = (hits: number, guesses: number, examples: number): number =>
    hits === 0 ? 0 : ((1 + square) * hits) / (square * examples + guesses);
  const total = (list: readonly number[]): number => list.reduce((sum, n) => sum + n, 0);
  const of = (k: number): number => score(right[k] ?? 0, predicted[k] ?? 0, truth[k] ?? 0);
  if (typeof average === "number") return of(average);
  if (average === "micro") return score(total(right), total(predicted), total(truth));
  // Classes that neither side names do not count.
  const classes = Array.from({ length: Math.max(predicted.length, truth.length) }, (_, k) => k).filter(
    (k) => (truth[k] ?? 0) + (predicted[k] ?? 0) > 0,
  );
  const weights = classes.map((k) => (average === "weighted" ? (truth[k] ?? 0) : 1));
  return total(classes.map((k, i) => of(k) * weights[i]!)) / total(weights);
}
metricsNamed.fScore = () => fScoreMetric();
