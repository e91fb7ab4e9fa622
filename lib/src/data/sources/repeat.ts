import { checkCount } from "../counts.js";
import type { Pipeline } from "../pipeline.js";
import { reordered } from "../rows.js";
import { type Source, withoutWaiting } from "../source.js";

/** Reads the source `count` times over; a source without elements is read once, even with `Infinity`. */
export function repeatSource<T>(source: Source<T>, count: number): Source<T> {
  function* sync(): Generator<T, void, undefined> {
    for (let round = 0; round < count; round++) {
      let isEmpty = true;
      for (const item of source) {
        isEmpty = false;
        yield item;
      }
      if (isEmpty) return;
    }
  }
  return {
    mayWait: source.mayWait,
    [Symbol.iterator]: sync,
    async *[Symbol.asyncIterator]() {
      if (!source.mayWait) return yield* withoutWaiting(sync);
      for (let round = 0; round < count; round++) {
        let isEmpty = true;
        for await (const item of source) {
          isEmpty = false;
          yield item;
        }
        if (isEmpty) return;
      }
    },
  };
}

/** The elements, `count` times over. */
export function repeated<T>(pipeline: Pipeline<T>, count: number): Pipeline<T> {
  if (count !== Number.POSITIVE_INFINITY) checkCount("Dataset.repeat", count, 0);
  const { cardinality } = pipeline.facts;
  const total =
    cardinality === 0 || count === 0 ? 0 : cardinality === undefined ? undefined : cardinality * count;
  return reordered(pipeline, (source) => repeatSource(source, count), total);
}
