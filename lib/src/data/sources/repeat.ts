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
