import type { Source } from "../source.js";

/** Reads several sources side by side, as long as the shortest lasts. */
export function zipSource(sources: readonly Source<unknown>[]): Source<unknown[]> {
  return {
    mayWait: sources.some((source) => source.mayWait),
    *[Symbol.iterator]() {
      const iterators = sources.map((source) => source[Symbol.iterator]());
      try {
        for (;;) {
          const row: unknown[] = [];
          for (const iterator of iterators) {
            const step = iterator.next();
            if (step.done) return;
            row.push(step.value);
          }
          yield row;
        }
      } finally {
        for (const iterator of iterators) iterator.return?.();
      }
    },
    async *[Symbol.asyncIterator]() {
      const iterators = sources.map((source) => source[Symbol.asyncIterator]());
      try {
        for (;;) {
          const steps = await Promise.all(iterators.map((iterator) => iterator.next()));
          if (steps.some((step) => step.done)) return;
          yield steps.map((step) => step.value);
        }
      } finally {
        await Promise.all(iterators.map((iterator) => iterator.return?.()));
      }
    },
  };
}
