import type { BatchSource } from "./batches.js";

/** Batches that are gone through a given number at a time. */
export interface Portions {
  /** The next portion: it goes on where the last one stopped, and from the beginning when the data has ended. */
  readonly next: () => BatchSource;
  /** Lets go of the data. */
  readonly close: () => Promise<unknown>;
}

/** Cuts what `open` gives, again and again, into portions of so many batches. */
export function portions(open: () => AsyncIterable<unknown> | Iterable<unknown>, steps: number): Portions {
  const batches = onAndOn(open);
  async function* portion(): AsyncGenerator<unknown> {
    for (let step = 0; step < steps; step++) {
      const { done, value } = await batches.next();
      if (done) return;
      yield value;
    }
  }
  return { next: () => portion() as BatchSource, close: () => batches.return(undefined) };
}

async function* onAndOn(
  open: () => AsyncIterable<unknown> | Iterable<unknown>,
): AsyncGenerator<unknown, undefined> {
  for (let hasMore = true; hasMore; ) {
    hasMore = false;
    for await (const batch of open()) {
      hasMore = true;
      yield batch;
    }
  }
  return undefined;
}
