import { checkOptions } from "../../given.js";
import { collate } from "../collate.js";
import { checkCount } from "../counts.js";
import { batchedFacts } from "../facts.js";
import type { Pipeline } from "../pipeline.js";
import { type Transform, transformed } from "../source.js";

/** Options of {@link Dataset.batch}. */
export interface BatchOptions {
  /** Leave out the last batch when it is smaller than the others; default false. */
  readonly dropRemainder?: boolean;
}

/** Gathers `size` elements at a time and passes each group through `collate`; the last group may be smaller. */
export function batchTransform<In, Out>(
  size: number,
  options: { readonly dropRemainder: boolean; readonly collate: (items: readonly In[]) => Out },
): Transform<In, Out> {
  const { dropRemainder, collate } = options;
  let items: In[] = [];
  return {
    push(item, emit) {
      items.push(item);
      if (items.length === size) {
        emit(collate(items));
        items = [];
      }
      return undefined;
    },
    end(emit) {
      if (items.length > 0 && !dropRemainder) emit(collate(items));
    },
  };
}

/** Batches of `size` elements; of rows in memory each is gathered in one go. */
export function batched<T, Batch>(
  { source, facts }: Pipeline<T>,
  size: number,
  options: BatchOptions | undefined,
): Pipeline<Batch> {
  const where = "Dataset.batch";
  const { dropRemainder = false } = checkOptions(where, options, "dropRemainder?: true");
  checkCount(where, size, 1);
  const stack = (items: readonly unknown[]): Batch => collate(where, items) as Batch;
  const { rows } = facts;
  const batches =
    rows === undefined
      ? transformed(source, { where, create: () => batchTransform(size, { dropRemainder, collate: stack }) })
      : transformed(rows.order, {
          where,
          create: () =>
            batchTransform(size, {
              dropRemainder,
              collate: (indices: readonly number[]) => rows.slices.gather(indices) as Batch,
            }),
        });
  return { source: batches, facts: batchedFacts(facts, { size, dropRemainder, stack }) };
}
