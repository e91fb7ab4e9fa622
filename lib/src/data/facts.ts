import { type ElementSpec, flattenSpec, mapSpec, specOf, TensorSpec } from "./element-spec.js";
import type { Slices } from "./slices.js";
import { isPromiseLike, type Source } from "./source.js";

/** What a dataset knows about itself without being read. */
export interface Facts<T> {
  /** How many elements; `Infinity`, or `undefined` when only reading it would tell. */
  readonly cardinality: number | undefined;
  /** What the elements look like; `undefined` when it cannot be told without waiting. */
  readonly spec: () => ElementSpec | undefined;
  /** An element to learn from. */
  readonly sample: () => T | undefined;
  /** Whether the elements are batches. */
  readonly isBatched: boolean;
  /** For rows of data in memory: the rows and the order in which they come, so that batches can be gathered. */
  readonly rows?: { readonly slices: Slices<T>; readonly order: Source<number> } | undefined;
}

/** What is known of the elements after a function was applied to them. */
export function mappedFacts<T, U>(
  facts: Facts<T>,
  fn: (element: T, index: number) => U | PromiseLike<U>,
): Facts<U> {
  const { cardinality, isBatched } = facts;
  const sample = (): U | undefined => {
    const element = facts.sample();
    if (element === undefined) return undefined;
    const result = fn(element, 0);
    if (!isPromiseLike(result)) return result;
    result.then(undefined, () => {});
    return undefined;
  };
  const spec = learn(sample);
  return {
    cardinality,
    sample,
    isBatched,
    // A first axis that varied before the function, and came through it, still varies.
    spec: () => {
      const result = spec();
      const sizes = varyingSizes(facts);
      if (result === undefined || sizes.size === 0) return result;
      return mapSpec(result, (part) =>
        part.shape.length > 0 && sizes.has(part.shape[0])
          ? new TensorSpec([null, ...part.shape.slice(1)], part.dtype)
          : part,
      );
    },
  };
}

/** The sizes that a sample's first axes have, when such axes vary from element to element. */
function varyingSizes<T>({ spec, sample }: Facts<T>): ReadonlySet<number | null | undefined> {
  const open = flattenSpec(spec() ?? "unknown").some((part) => part.shape[0] === null);
  const element = open ? sample() : undefined;
  return new Set(element === undefined ? [] : flattenSpec(specOf(element)).map((part) => part.shape[0]));
}

/** How elements are put together to batches. */
interface Batching<Batch> {
  readonly size: number;
  readonly dropRemainder: boolean;
  readonly stack: (items: readonly unknown[]) => Batch;
}

/** What is known of batches, from what is known of their elements. */
export function batchedFacts<T, Batch>(
  { cardinality, rows, sample, spec }: Facts<T>,
  { size, dropRemainder, stack }: Batching<Batch>,
): Facts<Batch> {
  const round = dropRemainder ? Math.floor : Math.ceil;
  return {
    cardinality: cardinality === undefined ? undefined : round(cardinality / size),
    spec: () => {
      const element = spec();
      if (element === undefined) return undefined;
      const first = dropRemainder ? size : null;
      return mapSpec(element, (part) => new TensorSpec([first, ...part.shape], part.dtype));
    },
    sample: () => {
      if (rows !== undefined) {
        const count = Math.min(size, rows.slices.length);
        return rows.slices.gather(Array.from({ length: count }, (_, i) => i)) as Batch;
      }
      const element = sample();
      return element === undefined ? undefined : stack(new Array<T>(size).fill(element));
    },
    isBatched: true,
  };
}

/** The first item of an iterable; undefined when there is none, or it has to be waited for. */
export function firstOf<T>(items: Iterable<T> | AsyncIterable<T>): T | undefined {
  if (Symbol.iterator in items) for (const item of items) return item;
  return undefined;
}

/** Learns a spec from a sample, once. */
export function learn(sample: () => unknown): () => ElementSpec | undefined {
  let learned: ElementSpec | undefined;
  return () => {
    if (learned !== undefined) return learned;
    try {
      const element = sample();
      learned = element === undefined ? undefined : specOf(element);
    } catch {
      // The function needs more than one element at a time, or fails on this one: reading will say so.
      return undefined;
    }
    return learned;
  };
}

/** The spec that both fit: sizes that differ become null. */
export function commonSpec(a: ElementSpec | undefined, b: ElementSpec | undefined): ElementSpec | undefined {
  if (a === undefined || b === undefined) return undefined;
  const others = flattenSpec(b);
  let at = 0;
  return mapSpec(a, (part) => {
    const other = others[at++];
    const sizes = part.shape.map((size, axis) => (size === other?.shape[axis] ? size : null));
    return new TensorSpec(sizes, part.dtype);
  });
}
