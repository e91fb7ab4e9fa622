import { extent } from "./values.js";

/** Counts of equal bins over a range. */
export interface Bins {
  /** The range's lower end. */
  readonly low: number;
  readonly width: number;
  readonly counts: readonly number[];
  /** Finite values that lie outside the range; they are counted in the outermost bins. */
  readonly outside: number;
  /** NaN and infinite values, counted nowhere else. */
  readonly notFinite: number;
}

/** Sorts values into `count` equal bins over a range. */
export function countBins(values: readonly number[], range: readonly [number, number], count: number): Bins {
  const [low, high] = range;
  const width = (high - low) / count;
  const counts = new Array<number>(count).fill(0);
  let outside = 0;
  let notFinite = 0;
  for (const value of values) {
    if (!Number.isFinite(value)) {
      notFinite++;
      continue;
    }
    if (value < low || value > high) outside++;
    const bin = Math.max(0, Math.min(count - 1, Math.floor((value - low) / width)));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return { low, width, counts, outside, notFinite };
}

/** A range for a histogram: all values; around a single one an interval in which it is the middle of a bin. */
export function histogramRange(values: readonly number[], bins: number): [number, number] {
  const [low, high] = extent(values) ?? [0, 1];
  if (low < high) return [low, high];
  const width = Math.max(1, Math.abs(low) * 2 ** -20);
  const start = low - (width * (Math.floor(bins / 2) + 0.5)) / bins;
  return [start, start + width];
}

/** Mean and standard deviation (divided by n) of the finite values. */
export function moments(values: readonly number[]): { mean: number; deviation: number } {
  const finite = values.filter(Number.isFinite);
  const mean = finite.reduce((sum, value) => sum + value, 0) / finite.length;
  const variance = finite.reduce((sum, value) => sum + (value - mean) ** 2, 0) / finite.length;
  return { mean, deviation: Math.sqrt(variance) };
}
