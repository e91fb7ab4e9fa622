import type { Pipeline } from "../pipeline.js";
import { reordered } from "../rows.js";
import type { Source } from "../source.js";

/**
 * Keeps the elements of the first complete reading and gives them again in every later one. A reading that ends
 * early keeps nothing, as the elements after it are not known.
 */
export function cacheSource<T>(source: Source<T>): Source<T> {
  let kept: readonly T[] | undefined;
  return {
    mayWait: source.mayWait,
    *[Symbol.iterator]() {
      if (kept !== undefined) return yield* kept;
      const items: T[] = [];
      for (const item of source) {
        items.push(item);
        yield item;
      }
      kept ??= items;
    },
    async *[Symbol.asyncIterator]() {
      if (kept !== undefined) return yield* kept;
      const items: T[] = [];
      for await (const item of source) {
        items.push(item);
        yield item;
      }
      kept ??= items;
    },
  };
}

/** The elements, kept in memory once all of them have been read. */
export function cached<T>(pipeline: Pipeline<T>): Pipeline<T> {
  return reordered(pipeline, (source) => cacheSource(source), pipeline.facts.cardinality);
}
