import { OptionError } from "../errors.js";
import { checkOptions } from "../given.js";
import { generatePoints, type LabelledPoints, type PointOptions, pointOptions } from "./labelled-points.js";

export interface BlobOptions extends PointOptions {
  /** Center of each class. Default (-1, -1), (1, 1). */
  readonly centers?: readonly (readonly [number, number])[];
}

/**
 * Clouds of normally distributed points, one class around each center; `noise` is their standard deviation.
 * Throws OptionError when there is no center.
 *
 * @example
 * datasets.blobs(300, { centers: [[0, 0], [2, 0], [1, 2]], noise: 0.3, seed: 1 }).points.shape // [300, 2]
 */
export function blobs(count: number, options?: BlobOptions): LabelledPoints {
  const where = "datasets.blobs";
  const {
    centers = [
      [-1, -1],
      [1, 1],
    ],
    ...ofPoints
  } = checkOptions(where, options, `${pointOptions}, centers`);
  if (centers.length === 0) {
    throw new OptionError(
      `${where}: expected at least one center, got none; try { centers: [[0, 0], [2, 2]] }`,
    );
  }
  return generatePoints({ where, count, classes: centers.length }, ofPoints, (label) => centers[label]!);
}
