import type { Transform } from "../source.js";

/** How windows lie over the elements. */
export interface Windows {
  /** Elements of a window. */
  readonly size: number;
  /** Elements from the start of one window to that of the next. */
  readonly shift: number;
  /** Elements from one of a window to its next. */
  readonly stride: number;
  /** Leave out windows at the end that are not full. */
  readonly dropRemainder: boolean;
}

/** Gathers the elements of each window; the last ones may have fewer. */
export function windowTransform<T>({
  size,
  shift,
  stride,
  dropRemainder,
}: Windows): Transform<T, readonly T[]> {
  const reach = (size - 1) * stride + 1;
  /** The elements from number `start` on. */
  let kept: T[] = [];
  let start = 0;
  let next = 0;
  const windowOf = (): T[] => kept.filter((_, i) => i % stride === 0 && i < reach);
  const forget = (): void => {
    next += shift;
    const gone = Math.min(next - start, kept.length);
    kept = kept.slice(gone);
    start += gone;
  };
  return {
    push(item, emit) {
      // Elements between windows that lie apart belong to none.
      if (start < next) start++;
      else kept.push(item);
      if (kept.length === reach) {
        emit(windowOf());
        forget();
      }
      return undefined;
    },
    end(emit) {
      while (!dropRemainder && kept.length > 0 && start === next) {
        emit(windowOf());
        forget();
      }
    },
  };
}
