import { mappedFacts } from "../facts.js";
import type { Pipeline } from "../pipeline.js";
import { type Transform, transformed } from "../source.js";

/** Applies a function to every element; the function may be asynchronous. */
export function mapTransform<In, Out>(
  fn: (element: In, index: number) => Out | PromiseLike<Out>,
): Transform<In, Out> {
  let index = 0;
  return {
    push(item, emit) {
      emit(fn(item, index++));
      return undefined;
    },
  };
}

/** What a function makes of the elements. */
export function mapped<T, U>(
  { source, facts }: Pipeline<T>,
  fn: (element: T, index: number) => U | PromiseLike<U>,
): Pipeline<U> {
  return {
    source: transformed(source, { where: "Dataset.map", create: () => mapTransform(fn), mayWait: true }),
    facts: mappedFacts(facts, fn),
  };
}
