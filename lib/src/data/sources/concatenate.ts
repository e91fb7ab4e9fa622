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
