import { OptionError } from "../errors.js";
import { type BatchSource, isEndless } from "./batches.js";

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

/** The first batches of a source. */
export async function* first<T>(source: AsyncIterable<T> | Iterable<T>, steps: number): AsyncGenerator<T> {
  let step = 0;
  for await (const batch of source) {
    yield batch;
    if (++step === steps) return;
  }
}

/** Checks a number of steps, and that data which never ends has one. Throws OptionError. */
export function checkSteps(
  where: string,
  data: unknown,
  { name, steps }: { readonly name: string; readonly steps: number | undefined },
): void {
  if (steps !== undefined && (!Number.isInteger(steps) || steps < 1)) {
    throw new OptionError(
      `${where}: expected a whole number of at least 1 as ${name}, got ${steps}; try ${name}: 100`,
    );
  }
  if (steps === undefined && isEndless(data)) {
    throw new OptionError(
      `${where}: expected data that ends, got a dataset that goes on for ever; try ${name}: 100`,
    );
  }
}
