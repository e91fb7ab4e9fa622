import { isPromiseLike, type Transform } from "../source.js";

/** Keeps the elements for which a predicate, which may be asynchronous, is true. */
export function filterTransform<T>(
  predicate: (element: T, index: number) => boolean | PromiseLike<boolean>,
): Transform<T, T> {
  let index = 0;
  return {
    push(item, emit) {
      const keep = predicate(item, index++);
      if (isPromiseLike(keep)) {
        return keep.then((kept) => {
          if (kept) emit(item);
        });
      }
      if (keep) emit(item);
      return undefined;
    },
  };
}
