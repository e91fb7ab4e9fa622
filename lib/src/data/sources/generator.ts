import { mustAwaitError, type Source } from "../source.js";

/** What `Dataset.fromGenerator` calls for each reading. */
export type GeneratorFunction<T> = () => Iterable<T> | AsyncIterable<T>;

/** Reads what a function yields, calling it anew for each reading. */
export function generatorSource<T>(create: GeneratorFunction<T>): Source<T> {
  return {
    // Only a call could tell, and a call may have effects: so it is taken as one that may wait.
    mayWait: true,
    *[Symbol.iterator]() {
      const items = create();
      if (!(Symbol.iterator in items)) throw mustAwaitError("Dataset.fromGenerator");
      yield* items;
    },
    async *[Symbol.asyncIterator]() {
      yield* create();
    },
  };
}
