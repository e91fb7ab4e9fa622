import { cos64, sin64 } from "../engine/reference/trigonometry.js";
import { OptionError } from "../errors.js";
import { checkOptions } from "../given.js";
import { generatePoints, type LabelledPoints, type PointOptions, pointOptions } from "./labelled-points.js";

export interface CircleOptions extends PointOptions {
  /** Radius of the inner circle; the outer one has 1. Default 0.5. */
  readonly factor?: number;
}

/**
 * Two circles around (0, 0): class 0 on the outer one of radius 1, class 1 on the inner one.
 * Throws OptionError unless 0 < factor < 1.
 *
 * @example
 * datasets.circles(200, { factor: 0.4, seed: 1 }).points.shape // [200, 2]
 */
export function circles(count: number, options?: CircleOptions): LabelledPoints {
  const where = "datasets.circles";
  const { factor = 0.5, ...ofPoints } = checkOptions(where, options, `${pointOptions}, factor#`);
  if (!(factor > 0 && factor < 1)) {
    throw new OptionError(`${where}: expected a factor between 0 and 1, got ${factor}; try { factor: 0.5 }`);
  }
  return generatePoints({ where, count, classes: 2 }, ofPoints, (label, _i, draw) => {
    const angle = 2 * Math.PI * draw.number();
    const radius = label === 0 ? 1 : factor;
    return [radius * cos64(angle), radius * sin64(angle)];
  });
}
