import { checkOptions } from "../../given.js";
import type { ElementSpec } from "../element-spec.js";
import { firstOf, learn } from "../facts.js";
import type { Pipeline } from "../pipeline.js";
import { mustAwaitError, type Source } from "../source.js";

/** Options of {@link Dataset.fromGenerator}. */
export interface GeneratorOptions {
  /** What the elements look like, for printing; default: learned from a first element when it is asked for. */
  readonly elementSpec?: ElementSpec;
}

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

/** What a function yields, and what its first element tells of the others. */
export function generated<T>(
  create: GeneratorFunction<T>,
  options: GeneratorOptions | undefined,
): Pipeline<T> {
  const { elementSpec } = checkOptions("Dataset.fromGenerator", options, "elementSpec: spec");
  const sample = (): T | undefined => firstOf(create());
  return {
    source: generatorSource(create),
    facts: {
      cardinality: undefined,
      spec: elementSpec === undefined ? learn(sample) : () => elementSpec,
      sample,
      isBatched: false,
    },
  };
}
