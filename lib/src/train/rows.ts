import { OptionError } from "../errors.js";
import { atLeastOne, quoted } from "../given.js";
import { type AnyTensor, fromValues } from "../tensor/base.js";
import { allocate, type DType } from "../tensor/dtype.js";
import type { Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";

/** Any tensor. */
export type SomeTensor = Tensor<Shape, DType>;

/** Which rows {@link rows} takes: numbers `start` to `end` of an order, or of the tensor itself. */
export interface RowRange {
  readonly start: number;
  readonly end: number;
  readonly order?: ArrayLike<number> | undefined;
}

/** Some rows of a tensor, copied. */
export function rows(x: AnyTensor, { start, end, order }: RowRange): SomeTensor {
  const width = x.size / x.shape[0]!;
  const shape = [end - start, ...x.shape.slice(1)];
  if (order === undefined) {
    return fromValues(x.data.slice(start * width, end * width), shape, x.dtype) as SomeTensor;
  }
  const data = allocate(x.dtype, (end - start) * width);
  for (let i = start; i < end; i++) {
    const from = order[i]! * width;
    const to = (i - start) * width;
    if (width < 16) for (let j = 0; j < width; j++) data[to + j] = x.data[from + j]!;
    else data.set(x.data.subarray(from, from + width), to);
  }
  return fromValues(data, shape, x.dtype) as SomeTensor;
}

/** Checks the size of batches against the examples there are. Throws OptionError. */
export function checkBatchSize(where: string, batchSize: number, examples: number): void {
  atLeastOne(where, "batchSize", batchSize, 32);
  if (batchSize > examples) {
    throw new OptionError(
      `${where}: expected a batchSize of at most ${examples}, the number of examples, got ${quoted(batchSize)}; try batchSize: ${examples}`,
    );
  }
}
