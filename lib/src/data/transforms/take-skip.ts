import type { Transform } from "../source.js";

/** Passes the first `count` elements (at least one) and reads no further. */
export function takeTransform<T>(count: number): Transform<T, T> {
  let taken = 0;
  return {
    push(item, emit) {
      emit(item);
      taken += 1;
      return taken < count;
    },
  };
}

/** Leaves out the first `count` elements. */
export function skipTransform<T>(count: number): Transform<T, T> {
  let skipped = 0;
  return {
    push(item, emit) {
      if (skipped < count) skipped += 1;
      else emit(item);
      return undefined;
    },
  };
}
