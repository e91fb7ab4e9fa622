import { DataError } from "../errors.js";

/** Something that can be read again and again from its beginning, in order. */
export interface Source<T> {
  /**
   * Whether some step may have to be awaited. When not, asynchronous reading is synchronous reading in disguise,
   * without a pause per element.
   */
  readonly mayWait: boolean;
  [Symbol.iterator](): Iterator<T, void, undefined>;
  [Symbol.asyncIterator](): AsyncIterator<T, void, undefined>;
}

/** What a transform hands its results to. */
export type Emit<T> = (item: T | PromiseLike<T>) => void;

/**
 * One step of a pipeline, with its state for one reading: takes elements one at a time and emits none, one or
 * several for each. Written once, it serves synchronous and asynchronous reading.
 */
export interface Transform<In, Out> {
  /** Takes an element. Returning `false` ends the reading. */
  push(item: In, emit: Emit<Out>): undefined | boolean | PromiseLike<void>;
  /** Is told that there are no more elements. */
  end?(emit: Emit<Out>): void;
}

/** True for promises and whatever else can be awaited. */
export function isPromiseLike(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
}

/** The error for a pipeline that has to wait and is read without waiting. */
export function mustAwaitError(where: string): DataError {
  return new DataError(
    `${where}: expected a value, got a promise, which a plain for...of cannot wait for; ` +
      "try for await (const element of dataset)",
  );
}

function refusePromise(where: string, promise: PromiseLike<unknown>): never {
  // The promise is given up: should it fail later, that is nobody's unhandled rejection.
  promise.then(undefined, () => {});
  throw mustAwaitError(where);
}

function* readSync<In, Out>(
  where: string,
  source: Source<In>,
  transform: Transform<In, Out>,
): Generator<Out, void, undefined> {
  let emitted: (Out | PromiseLike<Out>)[] = [];
  const emit: Emit<Out> = (item) => {
    emitted.push(item);
  };
  function* drain(): Generator<Out, void, undefined> {
    const items = emitted;
    emitted = [];
    for (const item of items) yield isPromiseLike(item) ? refusePromise(where, item) : item;
  }
  for (const item of source) {
    const state = transform.push(item, emit);
    if (isPromiseLike(state)) refusePromise(where, state);
    if (emitted.length > 0) yield* drain();
    if (state === false) return;
  }
  transform.end?.(emit);
  yield* drain();
}

async function* readAsync<In, Out>(
  source: Source<In>,
  transform: Transform<In, Out>,
): AsyncGenerator<Out, void, undefined> {
  let emitted: (Out | PromiseLike<Out>)[] = [];
  const emit: Emit<Out> = (item) => {
    emitted.push(item);
  };
  for await (const item of source) {
    const state = await transform.push(item, emit);
    const ready = emitted;
    emitted = [];
    yield* ready;
    if (state === false) return;
  }
  transform.end?.(emit);
  yield* emitted;
}

/** An asynchronous reading of something that never has to wait. */
export async function* withoutWaiting<T>(
  iterate: () => Iterator<T, void, undefined>,
): AsyncGenerator<T, void, undefined> {
  yield* { [Symbol.iterator]: iterate };
}

/** What `transformed` needs besides the source. */
export interface TransformOptions<In, Out> {
  /** The method's name for error messages, e.g. `"Dataset.map"`. */
  readonly where: string;
  /** Makes the step with fresh state for one reading. */
  readonly create: () => Transform<In, Out>;
  /** Whether this step may wait, besides those before it; default false. */
  readonly mayWait?: boolean;
}

/** A source seen through one step. */
export function transformed<In, Out>(source: Source<In>, options: TransformOptions<In, Out>): Source<Out> {
  const { where, create, mayWait = source.mayWait } = options;
  const sync = (): Iterator<Out, void, undefined> => readSync(where, source, create());
  return {
    mayWait,
    [Symbol.iterator]: sync,
    [Symbol.asyncIterator]: () => (mayWait ? readAsync(source, create()) : withoutWaiting(sync)),
  };
}

/** A source over something that can be iterated anew each time. */
export function fromIterable<T>(iterate: () => Iterator<T, void, undefined>): Source<T> {
  return {
    mayWait: false,
    [Symbol.iterator]: iterate,
    [Symbol.asyncIterator]: () => withoutWaiting(iterate),
  };
}
