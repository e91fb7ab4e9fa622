import type { Transform } from "../source.js";

/** Passes the items that a function makes of each element, one after the other. */
export function expandTransform<In, Out>(itemsOf: (element: In) => Iterable<Out>): Transform<In, Out> {
  return {
    push(element, emit) {
      for (const item of itemsOf(element)) emit(item);
      return undefined;
    },
  };
}
