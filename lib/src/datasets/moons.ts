import { cos64, sin64 } from "../engine/reference/trigonometry.js";
import { checkOptions } from "../given.js";
import { generatePoints, type LabelledPoints, type PointOptions, pointOptions } from "./labelled-points.js";

/**
 * Two half circles of radius 1 that reach into one another: class 0 above, around (0, 0); class 1 below, around
 * (1, ½). The shape is that of scikit-learn's `make_moons`; the angles are drawn, not evenly spaced.
 *
 * @example
 * datasets.moons(200, { noise: 0.1, seed: 1 }).labels.shape // [200]
 */
export function moons(count: number, options?: PointOptions): LabelledPoints {
  const where = "datasets.moons";
  const ofPoints = checkOptions(where, options, pointOptions);
  return generatePoints({ where, count, classes: 2 }, ofPoints, (label, _i, draw) => {
    const angle = Math.PI * draw.number();
    const [x, y] = [cos64(angle), sin64(angle)];
    return label === 0 ? [x, y] : [1 - x, 0.5 - y];
  });
}
