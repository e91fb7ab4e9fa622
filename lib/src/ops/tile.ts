import { OptionError } from "../errors.js";
import { quoted } from "../given.js";
import type { DType } from "../tensor/dtype.js";
import { addMethod } from "../tensor/methods.js";
import type { Operand } from "../tensor/operand.js";
import type { Shape } from "../tensor/shape.js";
import type { Every } from "../tensor/shape-types.js";
import type { Tensor } from "../tensor/tensor.js";
import { broadcastTo } from "./broadcast-to.js";
import { reshape } from "./reshape.js";
import { checkTensor } from "./support/operands.js";

/**
 * Repeats the whole tensor: a count for each axis.
 *
 * Shapes: `tile(x [2, 3], [2, 1]) → [4, 3]`.
 * Throws OptionError for counts that are not one whole number of at least 0 for each axis.
 *
 * @example
 * tile(tensor([1, 2]), [3]).toArray() // [1, 2, 1, 2, 1, 2]
 */
export function tile<S extends Shape, D extends DType>(
  x: Operand<S, D>,
  counts: readonly number[],
): Tensor<Every<S, number>, D> {
  checkTensor("tile", x);
  if (
    !Array.isArray(counts) ||
    counts.length !== x.shape.length ||
    !counts.every((n) => Number.isInteger(n) && n >= 0)
  ) {
    throw new OptionError(
      `tile: expected a whole number of at least 0 for each of ${x.shape.length} axes, got ${quoted(counts)}; try [${x.shape.map(() => 2).join(", ")}]`,
    );
  }
  const paired: Operand = reshape(
    x,
    x.shape.flatMap((size) => [1, size]),
  );
  const repeated: Operand = broadcastTo(
    paired,
    x.shape.flatMap((size, axis) => [counts[axis]!, size]),
  );
  return reshape(
    repeated,
    x.shape.map((size, axis) => size * counts[axis]!),
  ) as Operand as Tensor<Every<S, number>, D>;
}

declare module "../tensor/operations.js" {
  interface Operations {
    /** Repeats the whole tensor. See {@link tile}. */
    tile<S extends Shape, D extends DType>(
      this: Operand<S, D>,
      counts: readonly number[],
    ): Tensor<Every<S, number>, D>;
  }
}
addMethod("tile", tile);
