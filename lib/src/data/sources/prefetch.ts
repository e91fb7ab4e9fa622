import { checkCount } from "../counts.js";
import type { Pipeline } from "../pipeline.js";
import type { Source } from "../source.js";

/**
 * Asks for up to `bufferSize` elements ahead, so that what must be waited for (a file, a download, a worker)
 * is under way while the reader computes. A synchronous reading has nobody to work ahead and passes unchanged.
 */
export function prefetchSource<T>(source: Source<T>, bufferSize: number): Source<T> {
  return {
    mayWait: source.mayWait,
    [Symbol.iterator]: () => source[Symbol.iterator](),
    async *[Symbol.asyncIterator]() {
      const iterator = source[Symbol.asyncIterator]();
      const ahead: Promise<IteratorResult<T, void>>[] = [];
      const ask = (): void => {
        const step = iterator.next();
        // A failure is reported when its turn comes; until then it is not an unhandled one.
        step.catch(() => {});
        ahead.push(step);
      };
      try {
        while (ahead.length < bufferSize) ask();
        for (;;) {
          const step = await ahead.shift()!;
          if (step.done) return;
          ask();
          yield step.value;
        }
      } finally {
        await iterator.return?.();
      }
    },
  };
}

/** The elements, of which an asynchronous reading asks for some ahead. */
export function prefetched<T>({ source, facts }: Pipeline<T>, bufferSize: number): Pipeline<T> {
  checkCount("Dataset.prefetch", bufferSize, 1);
  return { source: prefetchSource(source, bufferSize), facts: { ...facts, rows: undefined } };
}
