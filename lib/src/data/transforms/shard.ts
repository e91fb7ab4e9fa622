import type { Transform } from "../source.js";

/** Passes every `count`-th element, from number `index` on. */
export function shardTransform<T>(count: number, index: number): Transform<T, T> {
  let number = 0;
  return {
    push(item, emit) {
      if (number++ % count === index) emit(item);
      return undefined;
    },
  };
}
