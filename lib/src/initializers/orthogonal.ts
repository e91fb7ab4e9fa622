import { ShapeError } from "../errors.js";
import { checkOptions } from "../given.js";
import { formatShape, sizeOf } from "../tensor/shape.js";
import { drawn, type Initializer, type SeedOptions } from "./initializer.js";

/** Options of {@link orthogonal}. */
export interface OrthogonalOptions extends SeedOptions {
  /** The length of each row or column. Default 1. */
  readonly gain?: number;
}

/**
 * A matrix with orthogonal columns of length `gain` (rows, if it is wider than high): products with it keep
 * lengths (Saxe, McClelland and Ganguli 2014). More axes are taken as [product of the others, last].
 *
 * Normal draws made orthogonal by Gram and Schmidt's method, run twice, in float64.
 * Throws ShapeError for fewer than two axes.
 */
export function orthogonal(options?: OrthogonalOptions): Initializer {
  const { gain = 1, seed } = checkOptions("orthogonal", options, "seed#: 1, gain#");
  return drawn("orthogonal", seed, (data, shape, draws) => {
    if (shape.length < 2) {
      throw new ShapeError(
        `orthogonal: expected a shape with at least two axes, got ${formatShape(shape)}; try [100, 100]`,
      );
    }
    const height = sizeOf(shape.slice(0, -1));
    const width = shape.at(-1)!;
    const count = Math.min(height, width);
    const length = Math.max(height, width);
    const vectors: Float64Array[] = [];
    for (let i = 0; i < count; i++) {
      const vector = draws.normal([length], { dtype: "float64" }).data;
      for (let round = 0; round < 2; round++) for (const other of vectors) removePart(vector, other);
      scaleTo1(vector);
      vectors.push(vector);
    }
    for (let i = 0; i < count; i++) {
      for (let j = 0; j < length; j++) {
        data[height >= width ? j * width + i : i * width + j] = gain * vectors[i]![j]!;
      }
    }
  });
}

/** v ← v - (v · u) u, for a u of length 1. */
function removePart(v: Float64Array, u: Float64Array): void {
  let dot = 0;
  for (let i = 0; i < v.length; i++) dot += v[i]! * u[i]!;
  for (let i = 0; i < v.length; i++) v[i] = v[i]! - dot * u[i]!;
}

function scaleTo1(v: Float64Array): void {
  let squares = 0;
  for (let i = 0; i < v.length; i++) squares += v[i]! * v[i]!;
  const norm = Math.sqrt(squares);
  for (let i = 0; i < v.length; i++) v[i] = v[i]! / norm;
}
