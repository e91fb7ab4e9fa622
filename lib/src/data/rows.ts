import type { Pipeline } from "./pipeline.js";
import type { Slices } from "./slices.js";
import { type Source, transformed } from "./source.js";
import { mapTransform } from "./transforms/map.js";

/** Rows of data in memory, in an order: the numbers of the rows. */
export function ofRows<T>(
  slices: Slices<T>,
  order: Source<number>,
  cardinality: number | undefined,
): Pipeline<T> {
  const source = transformed(order, {
    where: "Dataset",
    create: () => mapTransform((index: number) => slices.row(index)),
  });
  return {
    source,
    facts: {
      cardinality,
      spec: () => slices.spec,
      sample: () => (slices.length > 0 ? slices.row(0) : undefined),
      isBatched: false,
      rows: { slices, order },
    },
  };
}

/**
 * The same elements, in another order or number: on the rows' numbers where there are rows, so that a batch that
 * follows can still gather them, else on the elements.
 */
export function reordered<T>(
  { source, facts }: Pipeline<T>,
  change: <U>(source: Source<U>) => Source<U>,
  cardinality: number | undefined,
): Pipeline<T> {
  const { rows } = facts;
  if (rows !== undefined) return ofRows(rows.slices, change(rows.order), cardinality);
  return { source: change(source), facts: { ...facts, cardinality } };
}
