import type { Transform } from "../source.js";

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
