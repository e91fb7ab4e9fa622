import { cos64, sin64 } from "../engine/reference/trigonometry.js";
import { OptionError } from "../errors.js";
import { checkOptions } from "../given.js";
import { generatePoints, type LabelledPoints, type PointOptions, pointOptions } from "./labelled-points.js";

export interface SpiralOptions extends PointOptions {
  /** How many arms, one class each. Default 2. */
  readonly classes?: number;
  /** How often an arm winds around the center. Default 1. */
  readonly turns?: number;
}

/**
 * Arms that wind around (0, 0) out to radius 1, one class each.
 * Throws OptionError unless `classes` is a whole number of at least 2 and `turns` is above 0.
 *
 * @example
 * datasets.spirals(300, { classes: 3, noise: 0.03, seed: 1 }).points.shape // [300, 2]
 */
export function spirals(count: number, options?: SpiralOptions): LabelledPoints {
  const where = "datasets.spirals";
  const {
    classes = 2,
    turns = 1,
    ...ofPoints
  } = checkOptions(where, options, `${pointOptions}, classes#, turns#`);
  if (!Number.isInteger(classes) || classes < 2) {
    throw new OptionError(`${where}: expected at least 2 classes, got ${classes}; try { classes: 2 }`);
  }
  if (!(turns > 0) || turns === Number.POSITIVE_INFINITY) {
    throw new OptionError(`${where}: expected turns above 0, got ${turns}; try { turns: 1 }`);
  }
  return generatePoints({ where, count, classes }, ofPoints, (label, _i, draw) => {
    const radius = draw.number();
    const angle = 2 * Math.PI * (turns * radius + label / classes);
    return [radius * cos64(angle), radius * sin64(angle)];
  });
}
