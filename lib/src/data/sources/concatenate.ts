import { commonSpec } from "../facts.js";
import type { Pipeline } from "../pipeline.js";
import { ofRows } from "../rows.js";
import type { Source } from "../source.js";

/** Reads one source to its end, then the other. */
export function concatenateSource<T>(first: Source<T>, second: Source<T>): Source<T> {
  return {
    mayWait: first.mayWait || second.mayWait,
    *[Symbol.iterator]() {
      yield* first;
      yield* second;
    },
    async *[Symbol.asyncIterator]() {
      yield* first;
      yield* second;
    },
  };
}

/** The elements of one pipeline, then those of another; of the same rows as another order of them. */
export function concatenated<T>(first: Pipeline<T>, second: Pipeline<T>): Pipeline<T> {
  const [a, b] = [first.facts, second.facts];
  const cardinality =
    a.cardinality === undefined || b.cardinality === undefined ? undefined : a.cardinality + b.cardinality;
  if (a.rows !== undefined && a.rows.slices === b.rows?.slices) {
    return ofRows(a.rows.slices, concatenateSource(a.rows.order, b.rows.order), cardinality);
  }
  return {
    source: concatenateSource(first.source, second.source),
    facts: {
      cardinality,
      spec: () => commonSpec(a.spec(), b.spec()),
      sample: () => a.sample() ?? b.sample(),
      isBatched: a.isBatched || b.isBatched,
    },
  };
}
