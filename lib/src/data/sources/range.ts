import { fromIterable, type Source } from "../source.js";

/** The whole numbers from 0 up to, not including, `count`. */
export function rangeSource(count: number): Source<number> {
  return fromIterable(function* () {
    for (let i = 0; i < count; i++) yield i;
  });
}

/** No element at all. */
export function emptySource<T>(): Source<T> {
  return fromIterable<T>(() => [].values());
}
