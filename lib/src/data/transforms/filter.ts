import type { Pipeline } from "../pipeline.js";
import { isPromiseLike, type Transform, transformed } from "../source.js";

/** Keeps the elements for which a predicate, which may be asynchronous, is true. */
export function filterTransform<T>(
  predicate: (element: T, index: number) => boolean | PromiseLike<boolean>,
): Transform<T, T> {
  let index = 0;
  return {
    push(item, emit) {
      const keep = predicate(item, index++);
      if (isPromiseLike(keep)) {
        return keep.then((kept) => {
          if (kept) emit(item);
        });
      }
      if (keep) emit(item);
      return undefined;
    },
  };
}

/** The elements for which a predicate is true; how many, only reading tells. */
export function filtered<T>(
  { source, facts }: Pipeline<T>,
  predicate: (element: T, index: number) => boolean | PromiseLike<boolean>,
): Pipeline<T> {
  const kept = transformed(source, {
    where: "Dataset.filter",
    create: () => filterTransform(predicate),
    mayWait: true,
  });
  return { source: kept, facts: { ...facts, cardinality: undefined, rows: undefined } };
}
