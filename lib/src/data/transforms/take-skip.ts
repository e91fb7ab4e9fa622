import { checkCount } from "../counts.js";
import type { Pipeline } from "../pipeline.js";
import { reordered } from "../rows.js";
import { type Source, type Transform, transformed } from "../source.js";
import { emptySource } from "../sources/range.js";

/** Passes the first `count` elements (at least one) and reads no further. */
export function takeTransform<T>(count: number): Transform<T, T> {
  let taken = 0;
  return {
    push(item, emit) {
      emit(item);
      taken += 1;
      return taken < count;
    },
  };
}

/** Leaves out the first `count` elements. */
export function skipTransform<T>(count: number): Transform<T, T> {
  let skipped = 0;
  return {
    push(item, emit) {
      if (skipped < count) skipped += 1;
      else emit(item);
      return undefined;
    },
  };
}

/** The first `count` elements, all of them with -1. */
export function taken<T>(pipeline: Pipeline<T>, count: number): Pipeline<T> {
  const where = "Dataset.take";
  const { cardinality } = pipeline.facts;
  if (count === -1) return reordered(pipeline, (source) => source, cardinality);
  checkCount(where, count, 0);
  return reordered(
    pipeline,
    <U>(source: Source<U>) =>
      count === 0
        ? emptySource<U>()
        : transformed<U, U>(source, { where, create: () => takeTransform<U>(count) }),
    count === 0 ? 0 : cardinality === undefined ? undefined : Math.min(cardinality, count),
  );
}

/** All but the first `count` elements, none with -1. */
export function skipped<T>(pipeline: Pipeline<T>, count: number): Pipeline<T> {
  if (count === -1) return taken(pipeline, 0);
  const where = "Dataset.skip";
  checkCount(where, count, 0);
  const { cardinality } = pipeline.facts;
  return reordered(
    pipeline,
    <U>(source: Source<U>) => transformed<U, U>(source, { where, create: () => skipTransform<U>(count) }),
    cardinality === undefined ? undefined : Math.max(0, cardinality - count),
  );
}
