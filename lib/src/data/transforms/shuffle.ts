import { OptionError } from "../../errors.js";
import { checkOptions, quoted } from "../../given.js";
import { generator } from "../../random/index.js";
import { checkCount } from "../counts.js";
import type { Pipeline } from "../pipeline.js";
import { reordered } from "../rows.js";
import { warnOfShuffle } from "../shuffle-warning.js";
import { type Source, type Transform, transformed } from "../source.js";

/** Options of {@link Dataset.shuffle}. */
export interface ShuffleOptions {
  /** Whole number that fixes the order; default 0. */
  readonly seed?: number;
  /** A new order for every reading, each fixed by the seed and the reading's number; default true. */
  readonly reshuffleEachIteration?: boolean;
}

/**
 * Shuffles with a buffer, as tf.data does: the buffer is filled first; then a random element of it goes out and
 * the next one takes its place; at the end the rest goes out in random order. An element can therefore come
 * early by any number of places but late only as luck keeps it in the buffer: a buffer as large as the data is
 * a full shuffle.
 *
 * @param below - Draws a whole number from 0 up to, not including, its argument.
 */
export function shuffleTransform<T>(bufferSize: number, below: (bound: number) => number): Transform<T, T> {
  const buffer: T[] = [];
  return {
    push(item, emit) {
      if (buffer.length < bufferSize) {
        buffer.push(item);
        return undefined;
      }
      const chosen = below(bufferSize);
      emit(buffer[chosen]!);
      buffer[chosen] = item;
      return undefined;
    },
    end(emit) {
      while (buffer.length > 0) {
        const chosen = below(buffer.length);
        emit(buffer[chosen]!);
        buffer[chosen] = buffer[buffer.length - 1]!;
        buffer.pop();
      }
    },
  };
}

/** The elements in a random order, fixed by the seed and the number of the reading. */
export function shuffled<T>(
  pipeline: Pipeline<T>,
  bufferSize: number,
  options: ShuffleOptions | undefined,
): Pipeline<T> {
  const where = "Dataset.shuffle";
  const { seed = 0, reshuffleEachIteration = true } = checkOptions(
    where,
    options,
    "seed#: 1, reshuffleEachIteration?",
  );
  checkCount(where, bufferSize, 1);
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new OptionError(
      `${where}: expected a whole number of at least 0 as seed, got ${quoted(seed)}; try shuffle(${bufferSize}, { seed: 1 })`,
    );
  }
  if (pipeline.facts.isBatched) warnOfShuffle();
  let readings = 0;
  const create = <U>() => {
    const reading = reshuffleEachIteration ? readings++ : 0;
    const random = generator(seed).fork(reading);
    return shuffleTransform<U>(bufferSize, (bound) => random.below(bound));
  };
  return reordered(
    pipeline,
    <U>(source: Source<U>) => transformed<U, U>(source, { where, create: () => create<U>() }),
    pipeline.facts.cardinality,
  );
}
