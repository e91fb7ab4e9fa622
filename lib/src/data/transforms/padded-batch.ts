import { checkOptions } from "../../given.js";
import { collate } from "../collate.js";
import { checkCount } from "../counts.js";
import { mapSpec, TensorSpec } from "../element-spec.js";
import { batchedFacts } from "../facts.js";
import { filled } from "../padding.js";
import type { Pipeline } from "../pipeline.js";
import { transformed } from "../source.js";
import { type BatchOptions, batchTransform } from "./batch.js";

/** Options of {@link Dataset.paddedBatch}. */
export interface PaddedBatchOptions extends BatchOptions {
  /** What fills shorter elements; default 0. */
  readonly paddingValue?: number;
  /** The length of the first axis; default: that of the longest element of the batch. */
  readonly length?: number;
}

/** Batches of elements that are filled up to the largest of each. */
export function batchedPadded<T, Batch>(
  { source, facts: ofElements }: Pipeline<T>,
  size: number,
  options: PaddedBatchOptions | undefined,
): Pipeline<Batch> {
  const where = "Dataset.paddedBatch";
  const {
    paddingValue: value = 0,
    length,
    dropRemainder = false,
  } = checkOptions(where, options, "paddingValue#: 0, length#, dropRemainder?");
  checkCount(where, size, 1);
  if (length !== undefined) checkCount(where, length, 1);
  const stack = (items: readonly unknown[]): Batch =>
    collate(where, filled(where, items, { value, length })) as Batch;
  const facts = batchedFacts({ ...ofElements, rows: undefined }, { size, dropRemainder, stack });
  // How large the largest is differs from batch to batch.
  const open = (part: TensorSpec): TensorSpec =>
    new TensorSpec(
      part.shape.map((n, axis) => (axis === 0 ? n : axis === 1 && length !== undefined ? length : null)),
      part.dtype,
    );
  return {
    source: transformed(source, {
      where,
      create: () => batchTransform(size, { dropRemainder, collate: stack }),
    }),
    facts: {
      ...facts,
      spec: () => {
        const spec = facts.spec();
        return spec === undefined ? undefined : mapSpec(spec, open);
      },
    },
  };
}
