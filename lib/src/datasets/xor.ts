import { checkOptions } from "../given.js";
import { generatePoints, type LabelledPoints, type PointOptions, pointOptions } from "./labelled-points.js";

/**
 * Points around the four corners of the unit square: class 1 where the coordinates differ, else class 0.
 *
 * @example
 * datasets.xor(200, { noise: 0.15, seed: 1 }).points.shape // [200, 2]
 */
export function xor(count: number, options?: PointOptions): LabelledPoints {
  const where = "datasets.xor";
  const ofPoints = checkOptions(where, options, pointOptions);
  return generatePoints({ where, count, classes: 2 }, ofPoints, (label, i) => {
    const x = i % 2;
    return [x, label === 0 ? x : 1 - x];
  });
}
