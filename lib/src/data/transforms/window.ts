import { checkOptions } from "../../given.js";
import { checkCount } from "../counts.js";
import { learn } from "../facts.js";
import type { Pipeline } from "../pipeline.js";
import { fromIterable, type Transform, transformed } from "../source.js";
import { mapTransform } from "./map.js";

/** Options of {@link Dataset.window}. */
export interface WindowOptions {
  /** Elements from the start of one window to that of the next; default: the size, so that windows do not overlap. */
  readonly shift?: number;
  /** Elements from one of a window to its next; default 1. */
  readonly stride?: number;
  /** Leave out windows at the end that are not full; default false. */
  readonly dropRemainder?: boolean;
}

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

/** What is read of a window: its elements. */
function ofItems<T>(items: readonly T[]): Pipeline<T> {
  const first = (): T | undefined => items[0];
  return {
    source: fromIterable(() => items[Symbol.iterator]() as Iterator<T, void, undefined>),
    facts: { cardinality: items.length, spec: learn(first), sample: first, isBatched: false },
  };
}

/** Windows over the elements, each made a dataset by `wrap`. Throws OptionError for counts below 1. */
export function windowed<T, Window>(
  { source, facts: { cardinality, sample } }: Pipeline<T>,
  {
    size,
    options,
    wrap,
  }: {
    readonly size: number;
    readonly options: WindowOptions | undefined;
    readonly wrap: (window: Pipeline<T>) => Window;
  },
): Pipeline<Window> {
  const where = "Dataset.window";
  const {
    shift = size,
    stride = 1,
    dropRemainder = false,
  } = checkOptions(where, options, "shift#: 1, stride#, dropRemainder?");
  for (const count of [size, shift, stride]) checkCount(where, count, 1);
  const windowOf = (items: readonly T[]): Window => wrap(ofItems(items));
  const windows = transformed(source, {
    where,
    create: () => windowTransform<T>({ size, shift, stride, dropRemainder }),
  });
  const reach = dropRemainder ? (size - 1) * stride + 1 : 1;
  return {
    source: transformed(windows, { where, create: () => mapTransform(windowOf) }),
    facts: {
      cardinality:
        cardinality === undefined ? undefined : Math.max(0, Math.floor((cardinality - reach) / shift) + 1),
      spec: () => undefined,
      sample: () => {
        const first = sample();
        return first === undefined ? undefined : windowOf(new Array<T>(size).fill(first));
      },
      isBatched: false,
    },
  };
}
