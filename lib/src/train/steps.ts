import { OptionError } from "../errors.js";
import { atLeastOne } from "../given.js";
import { isEndless } from "./iterables.js";

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
  if (steps !== undefined) atLeastOne(where, name, steps, 100);
  else if (isEndless(data)) {
    throw new OptionError(
      `${where}: expected data that ends, got a dataset that goes on for ever; try ${name}: 100`,
    );
  }
}
