import type { ElementSpec } from "../element-spec.js";
import type { Pipeline } from "../pipeline.js";
import { type Source, transformed } from "../source.js";
import { withParts } from "../structure.js";
import { mapTransform } from "../transforms/map.js";

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

/** Pipelines side by side: element `i` is a tuple or record like `like` of their elements `i`. */
export function zipped<T>(like: unknown, pipelines: readonly Pipeline<unknown>[]): Pipeline<T> {
  const assemble = (parts: readonly unknown[]): T => withParts(like, parts) as T;
  const source = transformed(zipSource(pipelines.map((one) => one.source)), {
    where: "Dataset.zip",
    create: () => mapTransform(assemble),
  });
  const facts = pipelines.map((one) => one.facts);
  return {
    source,
    facts: {
      cardinality: facts
        .map((one) => one.cardinality)
        .reduce((least, count) =>
          least === undefined || count === undefined ? undefined : Math.min(least, count),
        ),
      spec: () => {
        const specs = facts.map((one) => one.spec());
        return specs.includes(undefined) ? undefined : (withParts(like, specs) as ElementSpec);
      },
      sample: () => {
        const samples = facts.map((one) => one.sample());
        return samples.includes(undefined) ? undefined : assemble(samples);
      },
      isBatched: facts.some((one) => one.isBatched),
    },
  };
}
