import { firstOf, learn } from "../facts.js";
import type { Pipeline } from "../pipeline.js";
import { type Transform, transformed } from "../source.js";

/** Passes the items that a function makes of each element, one after the other. */
export function expandTransform<In, Out>(itemsOf: (element: In) => Iterable<Out>): Transform<In, Out> {
  return {
    push(element, emit) {
      for (const item of itemsOf(element)) emit(item);
      return undefined;
    },
  };
}

/** The items that a function makes of the elements. */
export function expanded<T, U>(
  { source, facts }: Pipeline<T>,
  where: string,
  itemsOf: (element: T) => Iterable<U>,
): Pipeline<U> {
  const sample = (): U | undefined => {
    const element = facts.sample();
    return element === undefined ? undefined : firstOf(itemsOf(element));
  };
  return {
    source: transformed(source, { where, create: () => expandTransform(itemsOf) }),
    facts: { cardinality: undefined, spec: learn(sample), sample, isBatched: false },
  };
}
