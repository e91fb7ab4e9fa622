import { OptionError } from "../errors.js";
import { type Generator, generator } from "../random/index.js";
import { fromValues } from "../tensor/base.js";
import type { Tensor } from "../tensor/tensor.js";

/** Points of the plane with a class each. */
export interface LabelledPoints {
  /** The points' coordinates, `[N, 2]`. */
  readonly points: Tensor<[number, 2]>;
  /** The class of each point, `[N]`. */
  readonly labels: Tensor<[number], "int32">;
}

/** How generated points are made. */
export interface PointOptions {
  /** Standard deviation σ of the normal noise on both coordinates. Default 0.1. */
  readonly noise?: number;
  /** Fixes the points: the same seed gives the same ones on every machine. Default 0. */
  readonly seed?: number;
}

/** The names of {@link PointOptions}. */
export const pointOptions = "noise#: 0.1, seed#: 1";

/** Where point number `i` of a class belongs before noise; `draw` gives random numbers. */
export type PlacePoint = (label: number, i: number, draw: Generator) => readonly [number, number];

/** Makes `count` points of `classes` classes in turn (0, 1, …, 0, 1, …), each placed and then moved by noise. */
export function generatePoints(
  { where, count, classes }: { readonly where: string; readonly count: number; readonly classes: number },
  { noise = 0.1, seed = 0 }: PointOptions,
  place: PlacePoint,
): LabelledPoints {
  if (!Number.isInteger(count) || count < classes) {
    throw new OptionError(
      `${where}: expected a whole number of at least ${classes} points, got ${count}; try ${where}(200)`,
    );
  }
  if (!(noise >= 0) || noise === Number.POSITIVE_INFINITY) {
    throw new OptionError(`${where}: expected noise of at least 0, got ${noise}; try { noise: 0.1 }`);
  }
  const draw = generator(seed);
  const points = new Float32Array(count * 2);
  const labels = new Int32Array(count);
  const shifts = draw.fork(0).normal([count * 2], { stddev: noise, dtype: "float64" }).data;
  for (let i = 0; i < count; i++) {
    const label = i % classes;
    const [x, y] = place(label, Math.floor(i / classes), draw);
    labels[i] = label;
    points[2 * i] = x + shifts[2 * i]!;
    points[2 * i + 1] = y + shifts[2 * i + 1]!;
  }
  return {
    points: fromValues(points, [count, 2], "float32") as Tensor<[number, 2]>,
    labels: fromValues(labels, [count], "int32") as Tensor<[number], "int32">,
  };
}
